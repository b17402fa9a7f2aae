/** How a bot fares, in words. */
export const health = {
  "health.ok": "Well",
  "health.reserved": "Well, but…",
  "health.starting": "Starting",
  "health.unreachable": "No answer from Telegram",
  "health.conflict": "Somebody else polls",
  "health.refused": "Token refused, retrying",
  "health.revoked": "Token revoked",
  "health.rate-limited": "Slowed down by Telegram",
  "health.disk": "Cannot write to disk",
  "health.leaving": "Leaving",
  "health.stopped": "Not polled",
  "health.since": "since {time}",
  "health.never": "never",
} as const;
