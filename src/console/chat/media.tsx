/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Icon, type IconName } from "../components/icon.tsx";
import { Name } from "../components/name.tsx";
import { useLocale } from "../language/locale_context.ts";
import type { ContentLabel, ShownFile, ShownMedia } from "./bubble.ts";

type Of<K extends ShownMedia["kind"]> = Extract<ShownMedia, { readonly kind: K }>;

/** What a message holds beside its text; several stand in a grid. */
export function MediaGrid(
  { media, ids }: { readonly media: readonly ShownMedia[]; readonly ids: readonly string[] },
): JSX.Element | null {
  if (media.length === 0) return null;
  const look = media.length === 1 ? "media-one" : "media-grid";
  return (
    <div class={`media ${look}`}>
      {media.map((each, index) => (
        <div class="media-item" id={index === 0 ? undefined : ids[index]}>
          <Media media={each} />
        </div>
      ))}
    </div>
  );
}

function Media({ media }: { readonly media: ShownMedia }): JSX.Element {
  switch (media.kind) {
    case "image":
      return <Picture {...media} />;
    case "video":
    case "animation":
    case "round-video":
      return <Video {...media} />;
    case "audio":
    case "voice":
      return <Sound {...media} />;
    case "document":
      return <Document {...media} />;
    case "sticker":
      return <Sticker {...media} />;
    case "place":
      return <Place {...media} />;
    case "contact":
      return <Contact {...media} />;
    case "poll":
      return <Poll {...media} />;
    case "dice":
      return <Dice {...media} />;
    case "checklist":
      return <Checklist {...media} />;
    case "words":
      return <Plate icon="gift" label={media.label} detail={media.detail} />;
    case "raw":
      return <Raw {...media} />;
  }
}

function Picture({ file, fullHref, isHidden }: Of<"image">): JSX.Element {
  const { t } = useLocale();
  const picture = (
    <a class="media-link" href={fullHref} target="_blank" rel="noopener">
      <Image file={file} alt={t("content.photo")} />
    </a>
  );
  return isHidden ? <Hidden>{picture}</Hidden> : picture;
}

function Image({ file, alt }: { readonly file: ShownFile; readonly alt: string }): JSX.Element {
  return (
    <img
      src={file.href}
      alt={alt}
      width={file.width || undefined}
      height={file.height || undefined}
      loading="lazy"
      decoding="async"
    />
  );
}

/** What its sender covered: shown when it is wanted, without a script too. */
function Hidden({ children }: { readonly children: JSX.Element }): JSX.Element {
  const { t } = useLocale();
  return (
    <details class="media-hidden">
      <summary>{t("chat.spoiler.media")}</summary>
      {children}
    </details>
  );
}

function Video(
  { kind, href, poster, seconds, isHidden }: Of<"video" | "animation" | "round-video">,
): JSX.Element {
  const { t } = useLocale();
  const label: ContentLabel = kind === "video"
    ? "content.video"
    : kind === "animation"
    ? "content.animation"
    : "content.video_note";
  if (href === undefined) {
    return (
      <>
        {poster === undefined ? null : <Image file={poster} alt={t(label)} />}
        <Plate icon="play" label={label} detail={t("chat.too-large")} />
      </>
    );
  }
  const player = (
    <video
      class={kind === "round-video" ? "media-round" : undefined}
      src={href}
      poster={poster?.href}
      width={poster?.width || undefined}
      height={poster?.height || undefined}
      controls
      loop={kind === "animation"}
      muted={kind === "animation"}
      playsinline
      preload="none"
      aria-label={`${t(label)} ${toLength(seconds)}`}
    />
  );
  return isHidden ? <Hidden>{player}</Hidden> : player;
}

function Sound({ kind, href, title, performer, seconds }: Of<"audio" | "voice">): JSX.Element {
  const { t } = useLocale();
  const label: ContentLabel = kind === "voice" ? "content.voice" : "content.audio";
  return (
    <div class="media-sound">
      <p class="media-title">
        {title === "" ? t(label) : <Name>{title}</Name>}
        {performer === "" ? null : (
          <span class="hint">
            <Name>{performer}</Name>
          </span>
        )}
        <span class="hint">{toLength(seconds)}</span>
      </p>
      {href === undefined
        ? <p class="hint">{t("chat.too-large")}</p>
        : <audio src={href} controls preload="none" aria-label={title === "" ? t(label) : title} />}
    </div>
  );
}

function Document({ href, name, bytes, thumbnail }: Of<"document">): JSX.Element {
  const { t, bytes: size } = useLocale();
  const content = (
    <>
      {thumbnail === undefined
        ? (
          <span class="plate-icon">
            <Icon name="file" />
          </span>
        )
        : <img class="plate-picture" src={thumbnail.href} alt="" loading="lazy" />}
      <span class="plate-words">
        <span class="media-name">{name === "" ? t("content.document") : <Name>{name}</Name>}</span>
        <span class="hint">
          {bytes === 0 ? null : size(bytes)}
          {href === undefined ? ` ${t("chat.too-large")}` : null}
        </span>
      </span>
    </>
  );
  if (href === undefined) return <div class="plate">{content}</div>;
  return <a class="plate" href={href} download={name === "" ? "" : name}>{content}</a>;
}

function Sticker({ file, emoji }: Of<"sticker">): JSX.Element {
  const { t } = useLocale();
  const label = `${t("content.sticker")} ${emoji}`;
  if (file === undefined) {
    return <span class="media-emoji" role="img" aria-label={label}>{emoji || "🖼"}</span>;
  }
  return (
    <span class="media-sticker">
      <Image file={file} alt={label} />
    </span>
  );
}

function Place({ latitude, longitude, title, address, isLive }: Of<"place">): JSX.Element {
  const { t } = useLocale();
  const map =
    `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`;
  return (
    <a class="plate" href={map} target="_blank" rel="noopener noreferrer">
      <span class="plate-icon">
        <Icon name="place" />
      </span>
      <span class="plate-words">
        <span class="media-name">
          {title === "" ? t(isLive ? "chat.live-location" : "content.location") : <Name>{title}</Name>}
        </span>
        <span class="hint" translate="no">
          <bdi>{address}</bdi>
        </span>
      </span>
    </a>
  );
}

function Contact({ name, phone }: Of<"contact">): JSX.Element {
  return (
    <a class="plate" href={`tel:${phone.replace(/[^+\d]/g, "")}`}>
      <span class="plate-icon">
        <Icon name="person" />
      </span>
      <span class="plate-words">
        <span class="media-name">
          <Name>{name}</Name>
        </span>
        <span class="hint" translate="no">
          <bdi>{phone}</bdi>
        </span>
      </span>
    </a>
  );
}

function Poll({ question, notes, options, total, isQuiz, isClosed }: Of<"poll">): JSX.Element {
  const { t, number } = useLocale();
  return (
    <div class="media-poll">
      <p class="media-title">
        <Name>{question}</Name>
      </p>
      <ul>
        {options.map(({ text, votes, isRight }) => (
          <li>
            <span class="poll-line">
              <Name>{text}</Name>
              <span class="poll-votes">
                {isRight ? <Icon name="check" /> : null}
                {number(votes)}
              </span>
            </span>
            <meter min={0} max={Math.max(total, 1)} value={votes} aria-hidden="true"></meter>
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <p class="hint">
          <Name>{note}</Name>
        </p>
      ))}
      <p class="hint">
        {t(isQuiz ? "chat.poll.quiz" : "content.poll")} · {t("chat.poll.total", { count: total })}
        {isClosed ? ` · ${t("chat.poll.closed")}` : null}
      </p>
    </div>
  );
}

function Dice({ emoji, value }: Of<"dice">): JSX.Element {
  const { t } = useLocale();
  return (
    <p class="media-dice">
      <span class="media-emoji" translate="no">{emoji}</span>
      <span>{t("chat.dice", { value })}</span>
    </p>
  );
}

function Checklist({ title, tasks }: Of<"checklist">): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="media-poll">
      <p class="media-title">
        <Name>{title}</Name>
      </p>
      <ul class="checklist">
        {tasks.map(({ text, isDone }) => (
          <li class={isDone ? "is-done" : undefined}>
            <span class="task-box" role="img" aria-label={t(isDone ? "chat.task.done" : "chat.task.open")}>
              {isDone ? <Icon name="check" /> : null}
            </span>
            <Name>{text}</Name>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Plate(
  { icon, label, detail }: { readonly icon: IconName; readonly label: ContentLabel; readonly detail: string },
): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="plate">
      <span class="plate-icon">
        <Icon name={icon} />
      </span>
      <span class="plate-words">
        <span class="media-name">{t(label)}</span>
        {detail === "" ? null : (
          <span class="hint">
            <Name>{detail}</Name>
          </span>
        )}
      </span>
    </div>
  );
}

function Raw({ name, json }: Of<"raw">): JSX.Element {
  const { t } = useLocale();
  return (
    <details class="media-raw">
      <summary>
        {t("content.unknown")}: <code translate="no">{name}</code>
      </summary>
      <pre class="text-pre" translate="no" tabindex={0}><code>{json}</code></pre>
    </details>
  );
}

function toLength(seconds: number): string {
  const rest = String(seconds % 60).padStart(2, "0");
  return seconds === 0 ? "" : `${Math.floor(seconds / 60)}:${rest}`;
}
