import { type CutCursor, writeCutCursor } from '../cut/cut-cursor.ts'
import { type CutPart, cutToBudget } from '../cut/cut-to-budget.ts'
import { tokensOf } from '../cut/estimate-tokens.ts'
import { type Path, toPointer, valueAt, wrapAt } from '../cut/path.ts'

export interface Fitting {
  readonly budget: number
  /** Members to leave out first. */
  readonly expendable: ReadonlySet<string>
  /** The part to answer with, when an earlier answer is continued. */
  readonly from: Pick<CutCursor, 'path' | 'from'> | undefined
  /** Says how to make the call again; `undefined` where it must not be repeated. */
  readonly call: Omit<CutCursor, 'path' | 'from'> | undefined
  /** Arguments that make the answer smaller. */
  readonly narrowing: readonly string[]
}

type Answer = Readonly<Record<string, unknown>>

/** For the note and the cursors of what was left out. */
const NOTE_TOKENS = 400

/** An answer that takes no more tokens than allowed, and says what it left out and how to read it. `undefined`: the part is not there. */
export function fitAnswer(value: unknown, fitting: Fitting): Answer | undefined {
  const { path, from } = fitting.from ?? { path: [], from: 0 }
  const part = remainderAt(value, { path, from })
  if (part === undefined) return undefined
  let room =
    fitting.from === undefined && tokensOf(value) <= fitting.budget
      ? fitting.budget
      : fitting.budget - NOTE_TOKENS
  for (;;) {
    const parts: CutPart[] = []
    const cut = cutToBudget(part, room, { path, from, expendable: fitting.expendable, parts })
    const answer = describeCut(wrapList(wrapAt(path, cut), value, path), parts, fitting)
    // Many small parts have as many cursors.
    if (tokensOf(answer) <= fitting.budget || room < NOTE_TOKENS) return answer
    room = Math.floor(room * 0.7)
  }
}

/** What is left of a list, a text or a map from a place on. */
function remainderAt(value: unknown, { path, from }: { path: Path; from: number }): unknown {
  const part = valueAt(value, path)
  if (from === 0) return part
  if (typeof part === 'string' || Array.isArray(part)) return part.slice(from)
  if (typeof part !== 'object' || part === null) return undefined
  return Object.fromEntries(Object.entries(part).slice(from))
}

/** The end of a list's page leads to the next page. */
function wrapList(answer: unknown, whole: unknown, path: Path): Answer {
  const object = isObject(answer) ? answer : { answer }
  if (toPointer(path) !== '/items' || !isObject(whole)) return object
  return 'nextCursor' in whole ? { ...object, nextCursor: whole['nextCursor'] } : object
}

function describeCut(answer: Answer, parts: readonly CutPart[], fitting: Fitting): Answer {
  if (parts.length === 0) return answer
  const { call, narrowing } = fitting
  const described = parts.map((part) => ({
    path: toPointer(part.path),
    answered: part.answered,
    of: part.of,
    unit: part.unit,
    ...(call === undefined
      ? {}
      : {
          cursor: writeCutCursor({
            ...call,
            path: [...part.path],
            from: part.unit === 'tokens' ? 0 : part.answered,
          }),
        }),
  }))
  const list = described.find(({ path }) => path === '/items')
  const note = [
    'The answer would be too long.',
    call === undefined
      ? 'Read the rest with the tools that read.'
      : 'To read a part that was left out, call again with the same arguments and its cursor.',
    ...(narrowing.length === 0 ? [] : [`Or ask for less by: ${narrowing.join(', ')}.`]),
  ].join(' ')
  return {
    ...answer,
    ...(list?.cursor === undefined || !('items' in answer) ? {} : { nextCursor: list.cursor }),
    answerCut: { note, parts: described },
  }
}

function isObject(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
