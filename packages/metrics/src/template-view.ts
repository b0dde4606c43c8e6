import { type Static, Type } from 'typebox'
import { Instant, MetricTypeName, TextOrNull } from './routes/fields.ts'
import type { StoredTemplate } from './template-store.ts'

const STEPS = { kind: 'external', label: 'Steps', metric: 'fitbit.steps', order: 0 }
const MOOD = { kind: 'manual', label: 'Mood', metric: 'manual.mood', unit: null, type: 'number', order: 1 }

/** Valid as it is, without any integration. */
const INPUT = { name: 'Morning', entries: [{ kind: 'manual', label: 'Mood', type: 'number' }] }

/** Two entries in a response. */
export const ENTRIES = [{ ...STEPS, unit: 'steps', type: 'number' }, MOOD]

const KIND = Type.Enum(['manual', 'external'], {
  type: 'string',
  description: '`manual`: you enter the values. `external`: an integration delivers them.',
})

/** An entry in a request. */
export const TemplateEntryInput = Type.Object(
  {
    kind: KIND,
    label: Type.Optional(
      Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()], {
        description: 'Needed for a manual entry; an external one has its metric’s without.',
      }),
    ),
    metric: Type.Optional(
      Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
        description:
          'Needed for an external entry: `fitbit.steps`. Of a manual one, what its values are kept under: `manual.mood`; made of the label without. Two entries with the same show the same values.',
      }),
    ),
    unit: Type.Optional(
      Type.Union([Type.String({ minLength: 1, maxLength: 64 }), Type.Null()], {
        description: 'Of a manual entry; an external one has its metric’s.',
      }),
    ),
    type: Type.Optional(
      Type.Union([MetricTypeName, Type.Null()], { description: 'Needed for a manual entry.' }),
    ),
    order: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1_000_000,
        description: 'Smaller ones come first; the place in the list without.',
      }),
    ),
  },
  { title: 'TemplateEntryInput', additionalProperties: false, examples: INPUT.entries },
)

/** A template in a request. */
export const TemplateInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, description: 'For people to read.' }),
    entries: Type.Array(TemplateEntryInput, { maxItems: 100 }),
  },
  { title: 'TemplateInput', examples: [INPUT] },
)

/** An entry in a response. */
export const TemplateEntry = Type.Object(
  {
    kind: KIND,
    label: Type.String(),
    metric: Type.String({ description: 'What its values are kept under: `fitbit.steps`, `manual.mood`.' }),
    unit: TextOrNull('Null where it has none.'),
    type: MetricTypeName,
    order: Type.Integer({ description: 'From 0.' }),
  },
  { title: 'TemplateEntry', examples: ENTRIES },
)

/** A template in a response. */
export const Template = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    entries: Type.Array(TemplateEntry),
    createdAt: Instant,
    updatedAt: Instant,
  },
  {
    title: 'MetricTemplate',
    description: 'A list of metrics to look at together.',
    examples: [
      {
        id: '0b6d1f0e-6a3b-4f4e-8f0d-2a1c9e7b5d31',
        name: 'Morning',
        entries: ENTRIES,
        createdAt: '2025-03-01T08:00:00.000Z',
        updatedAt: '2025-03-01T08:00:00.000Z',
      },
    ],
  },
)

export function viewTemplate(template: StoredTemplate): Static<typeof Template> {
  return {
    id: template.id,
    name: template.name,
    entries: template.entries.map(({ kind, label, metric, unit, type, position }) => ({
      kind,
      label,
      metric,
      unit,
      type,
      order: position,
    })),
    createdAt: template.created_at.toISOString(),
    updatedAt: template.updated_at.toISOString(),
  }
}
