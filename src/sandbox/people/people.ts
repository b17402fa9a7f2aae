import type { Chat, Fields, Message, User } from "../bot_api_objects.ts";
import { seenBy } from "../file_tag.ts";
import type { World } from "../world.ts";
import {
  askInline,
  chooseInline,
  type InlineAsk,
  type InlineChoice,
  type Press,
  pressButton,
} from "./ask.ts";
import { setBlocked } from "./block.ts";
import { type Boost, boost } from "./boost.ts";
import { type BusinessChange, connectBusiness } from "./business.ts";
import {
  askToJoin,
  join,
  type JoinRequest,
  leave,
  type Move,
  rank,
  type Ranking,
  upgradeGroup,
} from "./membership.ts";
import { addGroup, addTopic, addUser, type NewGroup, type NewUser } from "./newcomers.ts";
import { type Gathering, listGatherings, listPeople, lookAt, type Talk } from "./look.ts";
import { payInvoice, type Payment } from "./pay.ts";
import { groupOf, type Place, placeOf, readerOf } from "./places.ts";
import { react, type Reacting } from "./react.ts";
import { type Correction, editAs, speak, type Speech } from "./speak.ts";
import { type Vote, vote } from "./vote.ts";

/**
 * What people of the sandbox can do. Bots learn of it by updates. Whoever names someone or something that is not there
 * gets a `SandboxError`.
 */
export interface People {
  addUser(user: NewUser): User;
  /** Adds a supergroup; with `topics`, a forum. Bots see every message in it: privacy mode is off. */
  addGroup(group: NewGroup): Chat;
  addChannel(channel: NewGroup): Chat;
  /** Adds a forum topic and returns its id. */
  addTopic(topic: { readonly chat: number; readonly name: string }): number;
  /** A person says something; every bot of the chat is told. */
  speak(speech: Speech): Message;
  /** A person changes what they said. */
  editAs(correction: Correction): Message;
  /** A person presses an inline button; returns the id of the callback query. */
  pressButton(press: Press): string;
  /** A person types after a bot's name; returns the id of the inline query. */
  inlineQuery(ask: InlineAsk): string;
  /** A person sends an inline result the bot has offered. */
  chooseInline(choice: InlineChoice): Message;
  /** What a bot answered to a query, or `undefined` while it has not. */
  answerOf(queryId: string): Readonly<Fields> | undefined;
  react(reacting: Reacting): void;
  /** A person or bot comes into a group or channel. */
  join(move: Move): void;
  /** A person or bot goes, or is removed by another. */
  leave(move: Move): void;
  /** A person or bot is promoted, demoted or banned. */
  rank(ranking: Ranking): void;
  askToJoin(request: JoinRequest): void;
  /** Turns a basic group into a supergroup. */
  upgradeGroup(group: { readonly chat: number }): Chat;
  vote(vote: Vote): void;
  /** A person pays an invoice; returns the id of the first query the bot has to answer. */
  payInvoice(payment: Payment): string;
  boost(boost: Boost): void;
  /** A person connects a bot to a business account; returns the id of the connection. */
  connectBusiness(change: BusinessChange): string;
  /** A person blocks a bot, or takes it back. */
  setBlocked(change: { readonly user: number; readonly bot: number; readonly isBlocked: boolean }): void;
  /** The people there are. */
  people(): User[];
  /** The groups and channels there are. */
  gatherings(): Gathering[];
  /** A chat with its `most` latest messages, as a person sees it; `user` names the person of a private chat. */
  look(place: Place & { readonly user?: number }, max: number): Talk;
  /** The messages kept of a chat, oldest first; `user` names the person of a private chat. */
  history(place: Place & { readonly user?: number }): Message[];
}

/** The people of `world`. */
export function createPeople(world: World): People {
  /** Messages with ids of files that a bot of the chat can ask for. */
  const told = <T>(place: Place & { readonly from?: number; readonly user?: number }, messages: T): T =>
    seenBy(messages, readerOf(world, place, placeOf(world, place, place.from ?? place.user ?? 0)));
  return {
    addUser: (user) => addUser(world, user),
    addGroup: (group) => addGroup(world, group, "supergroup").chat,
    addChannel: (channel) => addGroup(world, channel, "channel").chat,
    addTopic: ({ chat, name }) => addTopic(groupOf(world, chat), name).id,
    speak: (speech) => told(speech, speak(world, speech)),
    editAs: (correction) => told(correction, editAs(world, correction)),
    pressButton: (press) => pressButton(world, press),
    inlineQuery: (ask) => askInline(world, ask),
    chooseInline: (choice) => told(choice, chooseInline(world, choice)),
    answerOf: (queryId) => world.queries.find(queryId)?.answer,
    react: (reacting) => react(world, reacting),
    join: (move) => join(world, move),
    leave: (move) => leave(world, move),
    rank: (ranking) => rank(world, ranking),
    askToJoin: (request) => askToJoin(world, request),
    upgradeGroup: (group) => upgradeGroup(world, group),
    vote: (choice) => vote(world, choice),
    payInvoice: (payment) => payInvoice(world, payment),
    boost: (boosting) => boost(world, boosting),
    connectBusiness: (change) => connectBusiness(world, change),
    setBlocked: (change) => setBlocked(world, change),
    people: () => listPeople(world),
    gatherings: () => listGatherings(world),
    look: (place, max) => lookAt(world, place, max),
    history: (place) => told(place, placeOf(world, place, place.user ?? 0).history()),
  };
}
