import type { Speech } from "../../src/sandbox/people/speak.ts";
import type { Shown } from "./routing_setup.ts";

/** One thing that a person can send, without who and where. */
export type Spoken = Omit<Speech, "from" | "bot" | "chat">;

const bytes = (start: number) =>
  new Uint8Array(Array.from({ length: 300 }, (_, index) => (start + index) % 256));
const place = { latitude: 52.5, longitude: 13.4 };

/** One of each kind of content, by the name of its field in a Message. */
export const spokenContents: Readonly<Record<string, Spoken>> = {
  text: { text: "bold 1 < 2 & <i>so on</i> *x*", entities: [{ type: "bold", offset: 0, length: 4 }] },
  photo: { file: { type: "photo", bytes: bytes(1) }, caption: "a < b" },
  video: { file: { type: "video", bytes: bytes(2), fileName: "clip.mp4" }, caption: "clip" },
  animation: { file: { type: "animation", bytes: bytes(3) } },
  audio: { file: { type: "audio", bytes: bytes(4), fileName: "song.mp3" } },
  document: {
    file: { type: "document", bytes: bytes(5), fileName: "a näme.pdf", mimeType: "application/pdf" },
  },
  voice: { file: { type: "voice", bytes: bytes(6) } },
  video_note: { file: { type: "video_note", bytes: bytes(7) } },
  sticker: { file: { type: "sticker", bytes: bytes(8) } },
  location: { content: { location: place } },
  venue: { content: { venue: { location: place, title: "Museum", address: "Island 1" }, location: place } },
  contact: { content: { contact: { phone_number: "+100", first_name: "Alan" } } },
  poll: {
    content: {
      poll: {
        id: "1",
        question: "Tea?",
        options: [{ text: "yes", voter_count: 0 }, { text: "no", voter_count: 0 }],
        is_anonymous: true,
        type: "regular",
        allows_multiple_answers: false,
      },
    },
  },
};

/** What a person would say is the same of two messages of one kind. */
export function essenceOf(message: Shown): unknown {
  const { text, entities, caption, location, contact, venue, poll } = message;
  const held = message.photo?.at(-1) ?? message.animation ?? message.video ?? message.audio ??
    message.document ??
    message.voice ?? message.video_note ?? message.sticker;
  return {
    text,
    entities,
    caption,
    place: location && [location.latitude, location.longitude],
    phone: contact?.phone_number,
    title: venue?.title,
    poll: poll && [poll.question, poll.options.map(({ text }: { text: string }) => text)],
    file: held && [held.file_size, held.file_name, message.photo ? "photo" : held.mime_type],
  };
}
