import { type RawBuilder, sql } from 'kysely'

/**
 * Whether two columns of type `json` differ, ignoring whitespace and the order of members. Parsed only when the texts
 * differ, and never with characters that `jsonb` refuses: NUL and unpaired surrogates.
 */
export function jsonDiffers(one: string, other: string): RawBuilder<boolean> {
  const [a, b] = [sql.ref(one), sql.ref(other)]
  return sql<boolean>`case
    when ${a}::text = ${b}::text then false
    when ${a}::text || ${b}::text ~ '\\\\u(0000|[dD][89a-fA-F])' then true
    else ${a}::jsonb <> ${b}::jsonb end`
}
