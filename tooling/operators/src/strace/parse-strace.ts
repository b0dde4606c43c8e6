/** The beginning or the end of a system call, or both, in the order of strace's output. */
export interface CallEvent {
  readonly pid: number
  readonly call: string
  /** The arguments. Output arguments are only set where the call ends. */
  readonly text: string
  readonly begins: boolean
  readonly ends: boolean
  /** Only where it ends. */
  readonly result?: number
}

const LINE = /^(\d+) +(.*)$/
const RESUMED = /^<\.\.\. (\w+) resumed>(.*)$/
const BEGUN = /^(\w+)\((.*)$/
const UNFINISHED = / <unfinished \.\.\.>$/
/** Greedy: text like a result inside a string argument is not the last match. */
const RESULT = /^(.*)\) += (-?\d+)/

/**
 * Parses the output of `strace -f -o FILE`. Lines of signals and exits are skipped, as are interrupted calls without a result.
 *
 * The order is that of the calls: a traced process waits for strace at the beginning and the end of each, so what one does because
 * another's call has ended comes after that end.
 */
export function parseStrace(trace: string): readonly CallEvent[] {
  /** The arguments of the call that each process is in. */
  const unfinished = new Map<string, string>()
  return trace
    .split('\n')
    .map((line) => parseLine(line, unfinished))
    .filter((event) => event !== undefined)
}

function parseLine(line: string, unfinished: Map<string, string>): CallEvent | undefined {
  const [, pid, rest = ''] = LINE.exec(line) ?? []
  if (pid === undefined) return undefined
  const [, resumed, tail = ''] = RESUMED.exec(rest) ?? []
  if (resumed !== undefined) {
    return endOf({ pid: Number(pid), call: resumed, begins: false }, (unfinished.get(pid) ?? '') + tail)
  }
  const [, call, text = ''] = BEGUN.exec(rest) ?? []
  if (call === undefined) return undefined
  if (!UNFINISHED.test(text)) return endOf({ pid: Number(pid), call, begins: true }, text)
  const begun = text.replace(UNFINISHED, '')
  unfinished.set(pid, begun)
  return { pid: Number(pid), call, text: begun, begins: true, ends: false }
}

function endOf(begin: Pick<CallEvent, 'pid' | 'call' | 'begins'>, rest: string): CallEvent | undefined {
  const [, text = '', result] = RESULT.exec(rest) ?? []
  return result === undefined ? undefined : { ...begin, text, ends: true, result: Number(result) }
}
