/** Status of a bot, in words. */
export const health = {
  "health.healthy": "Healthy",
  "health.degraded": "Degraded",
  "health.down": "Down",
  "health.more": { one: "and {count} more reason", other: "and {count} more reasons" },
  "health.starting": "Starting",
  "health.unreachable": "Telegram unreachable",
  "health.conflict": "Polled elsewhere",
  "health.refused": "Token refused, retrying",
  "health.revoked": "Token revoked",
  "health.rate-limited": "Rate limited by Telegram",
  "health.disk": "Cannot write to disk",
  "health.removing": "Removing",
  "health.stopped": "Not polled",
  "health.since": "since {time}",
  "health.never": "never",
} as const;
