import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RecordedExchange } from '@tributary/provider-simulator'

const PLACE = fileURLToPath(new URL('../../../packages/integrations', import.meta.url))

/** The file in which the recording of an integration is kept. */
export function recordingFile(name: string): string {
  return join(PLACE, name, 'simulator/fixtures/recording.json')
}

/**
 * What was recorded of an integration's provider.
 *
 * @throws Error when nothing was recorded
 */
export async function readRecording(
  name: string,
  file = recordingFile(name),
): Promise<readonly RecordedExchange[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as readonly RecordedExchange[]
  } catch (error) {
    throw new Error(`There is no recording of ${name}: make one with "npm run record -- ${name}".`, {
      cause: error,
    })
  }
}
