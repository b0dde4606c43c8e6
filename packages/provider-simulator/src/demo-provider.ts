import type { ProviderSimulator } from './create-provider-simulator.ts'
import type { SimulatorClient } from './provider-profile.ts'

/** The default export of an integration's `simulator/demo.ts`: what it brings to demo data. */
export interface DemoProvider {
  /**
   * Creates the provider with its demo account, `inProcess`. Called again after a restart, in other processes, and as time passes: the
   * account has the same data for the same day each time. Absent for an integration of files alone.
   */
  createSimulator?(client: SimulatorClient): Promise<ProviderSimulator>
  /** The files that the person would have requested from the provider, up to now. */
  createFiles?(): Promise<readonly DemoFile[]>
}

export interface DemoFile {
  readonly filename: string
  readonly contentType: string
  readonly content: AsyncIterable<Uint8Array>
  /** Of the import. */
  readonly options?: Readonly<Record<string, unknown>>
}
