import { type CutCursor, digestOf, isCutCursor, readCutCursor } from '../cut/cut-cursor.ts'
import { estimateTokens, tokensOf } from '../cut/estimate-tokens.ts'
import { isReading } from '../operations/operation.ts'
import { CURSOR, isPaged, LIMIT } from '../tools/argument-names.ts'
import type { CatalogueEntry } from '../tools/tool-catalogue.ts'
import type { Circumstances } from '../tools/why-refused.ts'
import { type Arguments, BadArguments } from './build-request.ts'
import type { Caller } from './caller.ts'
import { describeProblem } from './describe-problem.ts'
import { fitAnswer } from './fit-answer.ts'
import { forbiddenParent } from './forbidden-parent.ts'
import { type Read, readAnswer } from './read-answer.ts'
import { dataResult, doneResult, errorResult, type ToolResult } from './tool-result.ts'

export interface ToolCall {
  readonly entry: CatalogueEntry
  readonly args: Arguments
  readonly caller: Caller
  readonly circumstances: Circumstances
  readonly entries: ReadonlyMap<string, CatalogueEntry>
}

/** Calls the operation of a tool that is offered. What goes wrong is a result as well, for the language model to read. */
export async function callTool(call: ToolCall): Promise<ToolResult> {
  const { entry, args } = call
  const continued = isCutCursor(args[CURSOR]) ? readCutCursor(args[CURSOR]) : undefined
  if (isCutCursor(args[CURSOR]) && continued?.call !== digest(entry, args)) return errorResult(BAD_CURSOR)
  try {
    return await answerCall(call, continued)
  } catch (error) {
    if (!(error instanceof BadArguments)) throw error
    const faults = error.faults.map((fault) => `- ${fault}`)
    return errorResult(['The arguments are invalid:', ...faults].join('\n'))
  }
}

const BAD_CURSOR =
  'cursor: is not one of this call. Repeat the call that gave it, with the same arguments and this cursor.'

async function answerCall(call: ToolCall, continued: CutCursor | undefined): Promise<ToolResult> {
  const { entry, caller, circumstances, entries } = call
  const { forbidden, settings } = circumstances
  const { operation } = entry
  const args = operationArguments(call, continued)
  const operations = [...entries.values()].map((each) => each.operation)
  const parent = await forbiddenParent(operation, args, { caller, operations, forbidden })
  if (parent !== undefined) return errorResult(`The data is withheld: ${forbidden.get(parent)}`)
  const read = await readAnswer({ operation, caller, forbidden, budget: settings.answerTokens }, args)
  if (read.answer.status >= 400)
    return errorResult(shorten(describeProblem(read.answer), settings.answerTokens))
  if (read.answer.body === undefined) return doneResult(entry.tool.outputSchema !== undefined)
  return describeAnswer(call, read, continued)
}

/** The cursor of a cut answer holds the arguments that this package added. */
function operationArguments({ entry, args }: ToolCall, continued: CutCursor | undefined): Arguments {
  const { [CURSOR]: cursor, ...others } = args
  const paged = isPaged(entry.operation)
  if (continued === undefined) return cursor === undefined || cursor === null ? others : args
  const { cursor: own, limit } = continued
  return {
    ...others,
    ...(paged && own !== undefined ? { [CURSOR]: own } : {}),
    ...(paged && limit !== undefined ? { [LIMIT]: limit } : {}),
  }
}

function describeAnswer(call: ToolCall, read: Read, continued: CutCursor | undefined): ToolResult {
  const { entry, circumstances } = call
  const { value } = read.withheld
  const withheld = describeWithheld(read, circumstances)
  if (value === undefined) return describeNothing(entry, withheld)
  const answer = fitAnswer(value, {
    budget: circumstances.settings.answerTokens - tokensOf(withheld) - PAGE_NOTE_TOKENS,
    expendable: entry.expendable,
    from: continued,
    // Not to be done twice.
    call: isReading(entry.operation) ? identityOf(call, read) : undefined,
    narrowing: entry.operation.parameters.flatMap((each) =>
      each.in === 'query' && each.name !== CURSOR ? [each.name] : [],
    ),
  })
  if (answer === undefined) return errorResult('cursor: the part of the answer is no longer there.')
  return dataResult({ ...answer, ...pageNote(answer, read), ...withheld })
}

interface WithheldNote {
  readonly answerWithheld?: { readonly integrations: readonly string[]; readonly note: string }
}

function describeWithheld({ withheld }: Read, { forbidden }: Circumstances): WithheldNote {
  const integrations = [...withheld.integrations]
  if (integrations.length === 0) return {}
  const terms = integrations.map((name) => forbidden.get(name)).join(' ')
  return { answerWithheld: { integrations, note: `Data is left out, and totals with it. ${terms}` } }
}

/** What was asked for is withheld, or what was done has such an answer. */
function describeNothing({ operation }: CatalogueEntry, withheld: WithheldNote): ToolResult {
  return isReading(operation)
    ? errorResult(`The data is withheld. ${withheld.answerWithheld?.note ?? ''}`)
    : dataResult({ ...withheld })
}

function identityOf({ entry, args }: ToolCall, read: Read): Omit<CutCursor, 'path' | 'from'> {
  const { [CURSOR]: cursor, [LIMIT]: limit } = read.args
  return {
    call: digest(entry, args),
    ...(typeof cursor === 'string' ? { cursor } : {}),
    ...(typeof limit === 'number' ? { limit } : {}),
  }
}

/** For `pageNote`. */
const PAGE_NOTE_TOKENS = 60

/** A shorter page is complete with its cursor; this says that it is shorter than asked for. */
function pageNote(answer: Readonly<Record<string, unknown>>, { cutFrom }: Read): object {
  if (cutFrom === undefined || 'answerCut' in answer) return {}
  return {
    answerCut: { note: `The page of ${cutFrom} would be too long. Continue with nextCursor.`, parts: [] },
  }
}

/** The cursor is left out, and the limit that goes with it. */
function digest({ tool }: CatalogueEntry, args: Arguments): string {
  const { [CURSOR]: _cursor, [LIMIT]: _limit, ...others } = args
  return digestOf(tool.name, others)
}

function shorten(text: string, tokens: number): string {
  return estimateTokens(text) <= tokens ? text : `${text.slice(0, tokens)} …`
}
