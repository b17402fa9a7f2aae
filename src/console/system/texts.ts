import type { TextTable } from "../language/text.ts";

/** Status of BotMux itself. */
export const texts = {
  "system.title": { en: "System", ru: "Система" },
  "system.lead": { en: "BotMux {version} on {runtime}", ru: "BotMux {version}, {runtime}" },
  "system.tabs": { en: "Parts of the system", ru: "Части системы" },
  "system.tab.state": { en: "Status", ru: "Состояние" },
  "system.tab.log": { en: "Log", ru: "Логи" },
  "system.uptime": { en: "Started", ru: "Запущен" },
  "system.memory": { en: "Memory", ru: "Память" },
  "system.memory.rings": { en: "including {bytes} for updates", ru: "из них {bytes} — обновления" },
  "system.disk": { en: "On disk", ru: "На диске" },
  "system.polls": { en: "Open long polls", ru: "Открытые запросы" },
  "system.polls.hint": { en: "programs waiting for updates", ru: "программы ждут обновлений" },
  "system.health": { en: "Health of the bots", ru: "Состояние ботов" },
  "system.health.none": { en: "There is no bot yet.", ru: "Ботов пока нет." },
  "system.health.unhealthy": { en: "Needs attention", ru: "Требует внимания" },
  "system.storage": { en: "Disk usage", ru: "Место на диске" },
  "system.storage.journal": { en: "Journals", ru: "Очереди обновлений" },
  "system.storage.database": { en: "Settings and accounts", ru: "Настройки и учётные записи" },
  "system.storage.archive": { en: "Archive", ru: "Архив" },
  "system.storage.files": { en: "Cached files", ru: "Кэш файлов" },
  "system.metrics": { en: "Metrics", ru: "Метрики" },
  "system.metrics.hint": {
    en: "For Prometheus: without a key from this machine, with an API key for all bots from elsewhere.",
    ru: "Для Prometheus: с этой машины без ключа, с других — с ключом API для всех ботов.",
  },
  "system.backups": { en: "Backups", ru: "Резервные копии" },
  "system.backups.hint": {
    en:
      "A consistent copy of all databases, stored under backups in the data folder. It contains your bots' tokens: keep it safe. The ten newest are kept.",
    ru:
      "Согласованная копия всех баз данных в папке backups рядом с данными. В ней есть токены ботов: берегите её. Хранятся десять последних.",
  },
  "system.backups.make": { en: "Create backup", ru: "Создать копию" },
  "system.backups.running": { en: "in progress", ru: "создаётся" },
  "system.backups.none": { en: "None yet.", ru: "Пока нет." },
  "system.backups.list": { en: "Backups, the newest first", ru: "Резервные копии, сначала новые" },
  "system.backups.made": { en: "Created", ru: "Создана" },
  "system.backups.name": { en: "Folder", ru: "Папка" },
  "system.backups.size": { en: "Size", ru: "Размер" },
  "system.said.backup": { en: "Backup created.", ru: "Резервная копия готова." },
} as const satisfies TextTable;
