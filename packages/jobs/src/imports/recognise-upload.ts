import type {
  FileImport,
  FileSample,
  IntegrationDefinition,
  RecognisedFile,
} from '@tributary/integration-kit/host'
import type { FastifyBaseLogger } from 'fastify'

/** An integration that imports files. */
export type FileIntegration = IntegrationDefinition & { readonly files: FileImport }

/** An integration that can read a file, as the API shows it. */
export interface Candidate {
  readonly integration: string
  readonly displayName: string
  readonly certain: boolean
  readonly description: string
  readonly options: unknown
}

/** The integrations that import files. */
export function importers(definitions: readonly IntegrationDefinition[]): readonly FileIntegration[] {
  return definitions.filter((each): each is FileIntegration => each.files !== undefined)
}

/**
 * The integrations that can read a file: by its content where they recognise it, else by the ending of its name. Certain ones first, in
 * the order of the server.
 */
export async function recogniseUpload(
  integrations: readonly FileIntegration[],
  sample: FileSample,
  logger: FastifyBaseLogger,
): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = []
  for (const integration of integrations) {
    if (sample.size > integration.files.maxBytes) continue
    const found = await recogniseFor(integration, sample, logger)
    if (found !== undefined) candidates.push(candidateOf(integration, found))
  }
  return candidates.toSorted((one, other) => Number(other.certain) - Number(one.certain))
}

async function recogniseFor(
  { name, displayName, files }: FileIntegration,
  sample: FileSample,
  logger: FastifyBaseLogger,
): Promise<RecognisedFile | undefined> {
  if (files.recognise === undefined) {
    const named = sample.filename.toLowerCase()
    const fits = files.accept.some((ending) => named.endsWith(ending.toLowerCase()))
    return fits
      ? { certain: false, what: `By the name of the file only: perhaps a file of ${displayName}` }
      : undefined
  }
  try {
    return await files.recognise(sample)
  } catch (error) {
    // A defect of one integration must not keep the file from the others.
    logger.error({ err: error, integration: name }, 'recognising a file failed')
    return undefined
  }
}

function candidateOf({ name, displayName, files }: FileIntegration, found: RecognisedFile): Candidate {
  return {
    integration: name,
    displayName,
    certain: found.certain,
    description: found.what,
    options: files.options ?? null,
  }
}

/** What the integrations accept, for a person whose file none of them can read. */
export function describeAccepted(integrations: readonly FileIntegration[]): string {
  if (integrations.length === 0) return 'No integration of this server imports files.'
  const each = integrations.map(({ displayName, files }) => `${displayName} (${files.accept.join(', ')})`)
  return `No integration can read this file. Files of these are accepted: ${each.join(', ')}.`
}
