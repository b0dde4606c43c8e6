import type { ColumnType, Kysely } from 'kysely'

export interface SettingsTables {
  system_config: SystemConfigTable
}

export type SettingsDb = Kysely<SettingsTables>

interface SystemConfigTable {
  /** `plugin.<plugin>.<field>`. */
  key: string
  /** Written as JSON text. Never a secret: `true` stands for one that is set. */
  value: ColumnType<unknown, string, string>
  updated_at: ColumnType<Date, Date | undefined, Date>
  updated_by: string | null
}
