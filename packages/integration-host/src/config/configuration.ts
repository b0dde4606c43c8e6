import { contributionPoint, serviceKey } from '@tributary/core'
import type {
  ApiDefinition,
  ConfigurationValues,
  ConnectionTester,
  SetupInfo,
} from '@tributary/integration-kit/host'
import type { TObject } from 'typebox'

/** A plugin's configuration: what can be set, and what it needs before it works. */
export interface Configuration {
  /** Made of `field.*`. One JSON Schema for validation, form and documentation. */
  readonly schema: TObject
  readonly setupInfo?: () => readonly SetupInfo[]
  /** Tries values when an administrator asks for it, and the stored ones periodically, so without an effect. */
  readonly test?: ConnectionTester
  /** Whether these values are used at all; default: always. Those of a part that is off are complete, and not checked periodically. */
  readonly isUsed?: (values: ConfigurationValues) => boolean
  /** What `http` of `test` is relative to, and that of fields that load their choices. */
  readonly api?: ApiDefinition
}

/** Plugins with a configuration contribute it in phase 1; the administrator's form follows from it. */
export const configurations = contributionPoint<Configuration>('configurations')

/** What a plugin's configuration says now. */
export interface Settings {
  /**
   * The values that hold at this moment, on every process: from the database, else from the environment variable that
   * a field declares, else its default. Resolves to `undefined` while a required field has none.
   */
  read(plugin: string): Promise<ConfigurationValues | undefined>
  /** The names of the fields that keep `read` from having values: required ones without, and those whose value is invalid. */
  missing(plugin: string): Promise<readonly string[]>
}

/** The service `settings`. */
export const settings = serviceKey<Settings>('settings')
