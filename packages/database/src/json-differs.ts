import { type RawBuilder, sql } from 'kysely'

/**
 * Whether two columns of type `json` say something else, whatever the order of their members and their spaces. Taken apart only when the
 * text is another, and not at all with characters that `jsonb` refuses: NUL, and halves of surrogate pairs.
 */
export function jsonDiffers(one: string, other: string): RawBuilder<boolean> {
  const [a, b] = [sql.ref(one), sql.ref(other)]
  return sql<boolean>`case
    when ${a}::text = ${b}::text then false
    when ${a}::text || ${b}::text ~ '\\\\u(0000|[dD][89a-fA-F])' then true
    else ${a}::jsonb <> ${b}::jsonb end`
}
