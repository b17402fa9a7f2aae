import { type CalledWith, copyMembers, float, isFields, objectParameter, requiredText } from "./call.ts";
import type { Fields } from "./bot_api_objects.ts";
import { badRequest } from "./refusals.ts";
import { formatText, readCaption, textMembers } from "./text/formatted.ts";

const diceSides: Readonly<Record<string, number>> = { "🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64 };

/** A `Location` object out of the parameters of a call. */
export function readLocation(call: CalledWith): Fields {
  const latitude = float(call, "latitude");
  const longitude = float(call, "longitude");
  if (latitude === undefined) throw badRequest("latitude is empty");
  if (longitude === undefined) throw badRequest("longitude is empty");
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
    throw badRequest("wrong location coordinates specified");
  }
  return {
    latitude,
    longitude,
    ...copyMembers(call, {
      horizontal_accuracy: "float",
      live_period: "integer",
      heading: "integer",
      proximity_alert_radius: "integer",
    }),
  };
}

/** Members of a message with a venue. */
export function readVenue(call: CalledWith): Fields {
  const location = readLocation(call);
  const venue = {
    location,
    title: requiredText(call, "title", "venue title must be non-empty"),
    address: requiredText(call, "address", "venue address must be non-empty"),
    ...copyMembers(call, {
      foursquare_id: "text",
      foursquare_type: "text",
      google_place_id: "text",
      google_place_type: "text",
    }),
  };
  return { location, venue };
}

/** A `Contact` object. */
export function readContact(call: CalledWith): Fields {
  return {
    phone_number: requiredText(call, "phone_number", "phone number must be non-empty"),
    first_name: requiredText(call, "first_name", "first name must be non-empty"),
    ...copyMembers(call, { last_name: "text", vcard: "text" }),
  };
}

/** A `Dice` object that was thrown with `random`, which gives numbers in [0, 1). */
export function readDice(call: CalledWith, random: () => number): Fields {
  const emoji = call.parameters.get("emoji")?.replace("\ufe0f", "") ?? "🎲";
  const sides = diceSides[emoji];
  if (sides === undefined) throw badRequest("wrong emoji specified");
  return { emoji, value: 1 + Math.floor(random() * sides) };
}

/** A `Game` object. */
export function readGame(call: CalledWith): Fields {
  const name = requiredText(call, "game_short_name", "game_short_name is empty");
  return { title: name, description: `Game ${name}`, photo: [] };
}

/** What the message with an invoice shows, and what only the payment needs. */
export function readInvoice(call: CalledWith): { readonly shown: Fields; readonly hidden: Fields } {
  const title = requiredText(call, "title");
  const description = requiredText(call, "description");
  const payload = requiredText(call, "payload");
  const currency = requiredText(call, "currency");
  const prices = call.parameters.json("prices");
  if (!Array.isArray(prices) || prices.length === 0) throw badRequest("PRICES_INVALID");
  let total_amount = 0;
  for (const price of prices) {
    if (!isFields(price) || typeof price.amount !== "number") throw badRequest("can't parse labeled price");
    total_amount += price.amount;
  }
  const start_parameter = call.parameters.get("start_parameter") ?? "";
  return {
    shown: { title, description, start_parameter, currency, total_amount },
    hidden: { invoice_payload: payload, is_flexible: call.parameters.boolean("is_flexible") },
  };
}

/** A `Checklist` object out of the `checklist` parameter. */
export function readChecklist(call: CalledWith): Fields {
  const asked = objectParameter(call, "checklist");
  const title = asked?.title;
  const tasks = asked?.tasks;
  if (typeof title !== "string" || !Array.isArray(tasks)) {
    throw badRequest("can't parse checklist JSON object");
  }
  if (tasks.length === 0 || tasks.length > 30) throw badRequest("CHECKLIST_TASKS_INVALID");
  const formatted = formatText(title, asked?.parse_mode, asked?.title_entities);
  return {
    title: formatted.text,
    ...(formatted.entities.length === 0 ? {} : { title_entities: formatted.entities }),
    tasks: tasks.map((task) => {
      if (!isFields(task) || typeof task.text !== "string") {
        throw badRequest("can't parse InputChecklistTask");
      }
      const words = textMembers(formatText(task.text, task.parse_mode, task.text_entities));
      return {
        id: task.id,
        text: words.text,
        ...(words.entities === undefined ? {} : { text_entities: words.entities }),
      };
    }),
    ...(asked?.others_can_add_tasks === true ? { others_can_add_tasks: true } : {}),
    ...(asked?.others_can_mark_tasks_as_done === true ? { others_can_mark_tasks_as_done: true } : {}),
  };
}

/** A `RichMessage` object out of the `rich_message` parameter: one paragraph per block of text, markup removed. */
export function readRichMessage(call: CalledWith): Fields {
  const asked = objectParameter(call, "rich_message");
  const source = asked?.html ?? asked?.markdown;
  if (typeof source !== "string") {
    throw badRequest("can't parse rich message: either html or markdown must be specified");
  }
  const text = asked?.html === undefined
    ? source
    : source.replace(/<\/(p|h[1-6]|li)>|<br\s*\/?>/gi, "\n\n").replace(/<[^<>]*>/g, "");
  const paragraphs = text.split(/\n{2,}/).map((part) => part.trim()).filter((part) => part !== "");
  if (paragraphs.length === 0) throw badRequest("message text is empty");
  return {
    blocks: paragraphs.map((paragraph) => ({ type: "paragraph", text: paragraph })),
    ...(asked?.is_rtl === true ? { is_rtl: true } : {}),
  };
}

/** Members of a message with the caption that a call gives, and what says how it is shown. */
export function readCallCaption({ parameters }: CalledWith): Fields {
  return {
    ...readCaption(
      parameters.get("caption"),
      parameters.get("parse_mode"),
      parameters.json("caption_entities"),
    ),
    ...(parameters.boolean("show_caption_above_media") ? { show_caption_above_media: true } : {}),
    ...(parameters.boolean("has_spoiler") ? { has_media_spoiler: true } : {}),
  };
}
