import { Type } from 'typebox'

export const EXAMPLE_UPLOAD_ID = '0197a1c2-9d8e-7f60-9b1a-2c3d4e5f6099'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })

/** An integration that can read an uploaded file. */
export const ImportCandidate = Type.Object(
  {
    integration: Type.String({ description: 'The name of the integration.' }),
    displayName: Type.String(),
    certain: Type.Boolean({
      description: 'Whether the content shows it. Otherwise another file could look the same.',
    }),
    description: Type.String({ description: 'What the file is, for people.' }),
    options: Type.Unknown({
      description: 'JSON Schema of the options of the import; null if it has none.',
    }),
  },
  {
    title: 'ImportCandidate',
    description: 'An integration that can read an uploaded file.',
    examples: [
      {
        integration: 'netflix',
        displayName: 'Netflix',
        certain: true,
        description: 'Viewing activity of all profiles (ViewingActivity.csv)',
        options: { type: 'object', properties: { timeZone: { type: 'string' } } },
      },
    ],
  },
)

/** What was found out about an uploaded file. */
export const RecognisedUpload = Type.Object(
  {
    uploadId: orNull(
      Type.String({ format: 'uuid' }),
      'For the preview and the import; null if nothing can read the file, which is then deleted at once.',
    ),
    filename: Type.String(),
    bytes: count('The size of the file.'),
    expiresAt: orNull(
      Type.String({ format: 'date-time' }),
      'When the file is deleted if it is not imported; null if it is deleted.',
    ),
    candidates: Type.Array(ImportCandidate, {
      description: 'The integrations that can read it, the best first.',
    }),
    message: orNull(Type.String(), 'If nothing can read the file: what is accepted, for people.'),
  },
  {
    title: 'RecognisedUpload',
    description: 'An uploaded file, and the integrations that can read it.',
    examples: [
      {
        uploadId: EXAMPLE_UPLOAD_ID,
        filename: 'ViewingActivity.csv',
        bytes: 102_400,
        expiresAt: '2026-11-29T12:00:00.000Z',
        candidates: [
          {
            integration: 'netflix',
            displayName: 'Netflix',
            certain: true,
            description: 'Viewing activity of all profiles (ViewingActivity.csv)',
            options: null,
          },
        ],
        message: null,
      },
    ],
  },
)

/** The body of a preview and of an import. */
export const ImportRequest = Type.Object(
  {
    uploadId: Type.String({ format: 'uuid', description: 'As `POST /api/imports/recognise` returned it.' }),
    integration: Type.String({ maxLength: 100, description: 'The integration that reads the file.' }),
    options: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description: 'The options of the import, by the schema of the candidate.',
        },
      ),
    ),
  },
  {
    title: 'ImportRequest',
    description: 'An uploaded file, and how to read it.',
    examples: [{ uploadId: EXAMPLE_UPLOAD_ID, integration: 'netflix', options: {} }],
    additionalProperties: false,
  },
)

const PreviewRow = Type.Object(
  {
    stream: Type.String({ description: 'The stream of the integration.' }),
    record: Type.Object(
      {},
      { additionalProperties: true, description: 'The record as it will be, without its raw record.' },
    ),
  },
  {
    title: 'PreviewRow',
    description: 'A record as the import will write it.',
    examples: [
      { stream: 'viewing-history', record: { externalId: '1', title: 'Ghost', occurredOn: '2026-01-31' } },
    ],
  },
)

const PreviewRejection = Type.Object(
  {
    stream: Type.String(),
    line: orNull(Type.Integer(), 'The line in the file, from 1, where it is known.'),
    position: orNull(Type.String(), 'The position in the file, for people.'),
    reason: Type.String(),
    raw: Type.Unknown({ description: 'The record as read.' }),
  },
  {
    title: 'PreviewRejection',
    description: 'A record that the import will reject.',
    examples: [
      {
        stream: 'viewing-history',
        line: 12,
        position: 'line 12',
        reason: 'The date is not valid.',
        raw: { Title: 'Ghost', Date: '31/02/2026' },
      },
    ],
  },
)

const PreviewProblem = Type.Object(
  {
    code: Type.String({ description: 'As in the error of a job.' }),
    message: Type.String({ description: 'The problem and the cure.' }),
    line: orNull(Type.Integer(), 'Line in the file, from 1.'),
    column: orNull(Type.Integer(), 'Column in the line, from 1, in characters.'),
    resolvedBy: orNull(
      Type.Object({
        option: Type.String({ description: 'The name of the option.' }),
        choices: Type.Array(Type.String(), { description: 'The values that the file allows.' }),
      }),
      'The option of the import that resolves it; null if another file is needed.',
    ),
  },
  {
    title: 'PreviewProblem',
    description: 'Why the file cannot be imported with these options.',
    examples: [
      {
        code: 'file_parse_error',
        message: 'The dates of this file can be read in several ways.',
        line: 2,
        column: 16,
        resolvedBy: { option: 'dateOrder', choices: ['dmy', 'mdy'] },
      },
    ],
  },
)

/** What an import would do. */
export const ImportPreview = Type.Object(
  {
    uploadId: Type.String({ format: 'uuid' }),
    integration: Type.String(),
    newCount: count('Records that the import would add.'),
    knownCount: count('Records that are known without changes, also repetitions in the file.'),
    changedCount: count('Known records that the import would change.'),
    rejectedCount: count('Records that cannot be written.'),
    skippedCount: count('Entries left out on purpose, like trailers.'),
    notComparedCount: count(
      'Valid records that were read but not compared with the stored ones, because the time for it had passed. They are new, known or changed.',
    ),
    isComplete: Type.Boolean({
      description: 'Whether the file was read to its end. Otherwise all counts are of its first part only.',
    }),
    rows: Type.Array(PreviewRow, { description: 'The first 20 records.' }),
    rejections: Type.Array(PreviewRejection, { description: 'The first 100 rejected records.' }),
    warnings: Type.Array(Type.String(), { description: 'As in the warnings of the job.' }),
    problem: orNull(PreviewProblem, 'Why the import would fail; null if it would not.'),
  },
  {
    title: 'ImportPreview',
    description: 'What an import would do. Nothing of it is stored.',
    examples: [
      {
        uploadId: EXAMPLE_UPLOAD_ID,
        integration: 'netflix',
        newCount: 1200,
        knownCount: 0,
        changedCount: 0,
        rejectedCount: 1,
        skippedCount: 3,
        notComparedCount: 0,
        isComplete: true,
        rows: [
          {
            stream: 'viewing-history',
            record: { externalId: '1', title: 'Ghost', occurredOn: '2026-01-31' },
          },
        ],
        rejections: [],
        warnings: [],
        problem: null,
      },
    ],
  },
)
