import { type Static, Type } from 'typebox'
import { MetricTypeName, TextOrNull } from './routes/fields.ts'
import type { StoredTemplate } from './template-store.ts'

const DateTime = Type.String({ format: 'date-time' })

const KIND = Type.Enum(['manual', 'external'], {
  description: '`manual`: you enter the values. `external`: an integration delivers them.',
})

/** An entry as a person writes it. */
export const TemplateEntryInput = Type.Object(
  {
    kind: KIND,
    label: Type.Optional(
      Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()], {
        description: 'Needed for a manual entry; an external one has its metric’s without.',
      }),
    ),
    source: Type.Optional(
      Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
        description: 'For an external entry: `fitbit.steps`.',
      }),
    ),
    metric: Type.Optional(
      Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
        description:
          'For a manual entry: what its values are kept under, `manual.mood`; made of the label without. Two entries with the same show the same values.',
      }),
    ),
    unit: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 64 }), Type.Null()])),
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
  { title: 'TemplateEntryInput', additionalProperties: false },
)

/** A template as a person writes it. */
export const TemplateInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    entries: Type.Array(TemplateEntryInput, { maxItems: 100 }),
  },
  { title: 'TemplateInput' },
)

/** An entry as the API shows it. */
export const TemplateEntry = Type.Object(
  {
    kind: KIND,
    label: Type.String(),
    source: TextOrNull('Of an external entry: the metric.'),
    metric: Type.String({ description: 'What its values are kept under: `fitbit.steps`, `manual.mood`.' }),
    unit: TextOrNull('Null where it has none.'),
    type: MetricTypeName,
    order: Type.Integer({ description: 'From 0.' }),
  },
  { title: 'TemplateEntry' },
)

/** A template as the API shows it. */
export const Template = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    entries: Type.Array(TemplateEntry),
    createdAt: DateTime,
    updatedAt: DateTime,
  },
  { title: 'MetricTemplate' },
)

export function viewTemplate(template: StoredTemplate): Static<typeof Template> {
  return {
    id: template.id,
    name: template.name,
    entries: template.entries.map(({ kind, label, metric, unit, type, position }) => ({
      kind,
      label,
      source: kind === 'external' ? metric : null,
      metric,
      unit,
      type,
      order: position,
    })),
    createdAt: template.created_at.toISOString(),
    updatedAt: template.updated_at.toISOString(),
  }
}
