/** The values of a plugin's configuration, secrets opened. Optional fields that are not set are absent. */
export type ConfigurationValues = Readonly<Record<string, unknown>>

/** What the administrator reads, and copies into a provider's form. */
export interface SetupInfo {
  readonly label: string
  readonly value: string
  readonly copyable?: boolean
}
