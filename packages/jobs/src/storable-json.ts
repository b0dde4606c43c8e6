import { storableText } from '@tributary/database'

/** This much of a rejected record is enough to find the fault. */
const MAX_JSON_CHARACTERS = 64 * 1024

/** Any value as JSON that PostgreSQL can store. Values that are not JSON, or very long, become descriptive text. */
export function storableJson(value: unknown): string {
  const json = toJson(value)
  if (json.length <= MAX_JSON_CHARACTERS) return json
  return JSON.stringify(storableText(`${json.slice(0, MAX_JSON_CHARACTERS)}…`))
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value, storableValue) ?? 'null'
  } catch {
    // Circular.
    return JSON.stringify(storableText(String(value)))
  }
}

function storableValue(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), inner]))
}
