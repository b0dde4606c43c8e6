/** A generator, and how it is started in the folder of its scenario: programs of the installation, with their arguments. */
export interface Generator {
  readonly name: string
  readonly command: readonly [program: string, ...args: string[]]
}

const DOCUMENT = '../openapi.json'
const TARGET = 'generated/client.ts'

/** It knows `application/json` alone by default. */
const MEDIA_TYPES = "/json$/.test(mediaType) || mediaType.startsWith('text/')"

export const GENERATORS: readonly Generator[] = [
  { name: 'openapi-typescript', command: ['node', 'generate.mjs'] },
  { name: 'orval', command: ['orval', '--config', 'orval.config.mjs', '--fail-on-warnings'] },
  { name: 'oazapfts', command: ['oazapfts', DOCUMENT, TARGET] },
  {
    name: 'swagger-typescript-api',
    command: [
      'swagger-typescript-api',
      'generate',
      '--path',
      DOCUMENT,
      '--output',
      'generated',
      '--name',
      'client.ts',
    ],
  },
  {
    name: 'openapi-zod-client',
    command: ['openapi-zod-client', DOCUMENT, '--output', TARGET, '--media-type-expr', MEDIA_TYPES],
  },
  { name: 'kubb', command: ['kubb', 'generate'] },
]
