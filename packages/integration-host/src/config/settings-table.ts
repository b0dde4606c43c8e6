import { type FieldDescription, fieldOf, itemsOf } from '@tributary/integration-kit/host'
import type { TObject } from 'typebox'
import { listFormFields } from './form/form-of.ts'
import type { ConfigurationField } from './list-fields.ts'
import { allowedValues } from './visible-fields.ts'

const VARIABLE_COLUMN = 4

/**
 * The fields of a form as the Markdown table of a README, in the form's order.
 *
 * @example
 * settingsTable(spotify.config)
 */
export function settingsTable(form: TObject): string {
  const fields = listFormFields(form)
  const labels = new Map(fields.map(({ key, field }) => [key, field.label]))
  const rows = fields.map((each) => [
    `\`${each.key}\``,
    each.field.label,
    kindOf(each),
    requirementOf(each, labels),
    each.field.env === undefined ? '' : `\`${each.field.env}\``,
    [each.field.description, each.field.help].filter((text) => text !== undefined).join(' '),
  ])
  const table = [['Setting', 'Label', 'Kind', 'Required', 'Variable', 'Meaning'], ...rows]
  const hasVariables = fields.some(({ field }) => field.env !== undefined)
  return tableOf(
    hasVariables ? table : table.map((row) => row.filter((_, column) => column !== VARIABLE_COLUMN)),
  )
}

/** Of a list, with that of its entries: `array of secret`. */
function kindOf({ schema, field }: ConfigurationField): string {
  const entry = field.kind === 'array' ? fieldOf(itemsOf(schema)) : undefined
  return entry === undefined ? field.kind : `${field.kind} of ${entry.kind}`
}

function requirementOf(each: ConfigurationField, labels: ReadonlyMap<string, string>): string {
  const { field, default: fallback } = each
  const requirement =
    fallback !== undefined ? `no, default \`${JSON.stringify(fallback)}\`` : field.required ? 'yes' : 'no'
  return field.visibleWhen === undefined ? requirement : `${requirement}, ${conditionOf(field, labels)}`
}

function conditionOf({ visibleWhen }: FieldDescription, labels: ReadonlyMap<string, string>): string {
  if (visibleWhen === undefined) return ''
  const values = allowedValues(visibleWhen.is).map((value) => `\`${value}\``)
  return `only while ${labels.get(visibleWhen.field) ?? visibleWhen.field} is ${values.join(' or ')}`
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')))
  const [head = [], ...body] = cells
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)))
  const lineOf = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [lineOf(head), lineOf(widths.map((width) => '-'.repeat(width))), ...body.map(lineOf)].join('\n')
}
