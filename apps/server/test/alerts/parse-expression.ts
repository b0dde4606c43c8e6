/** The part of PromQL that the rules and the dashboard use. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | {
      readonly kind: 'selector'
      readonly name: string
      readonly matchers: readonly Matcher[]
      readonly range: boolean
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'aggregate'
      readonly name: string
      readonly by: readonly string[]
      readonly of: Expression
    }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }

export type Selector = Extract<Expression, { kind: 'selector' }>

export interface Matcher {
  readonly label: string
  readonly operator: string
  readonly value: string
}

const AGGREGATES = ['sum', 'max', 'min', 'count']
/** Loosest first; `and` and `unless` bind alike. */
const LEVELS = [['or'], ['and', 'unless'], ['==', '!=', '<=', '>=', '<', '>'], ['+', '-'], ['*', '/']]
const TOKEN =
  /\s*("(?:[^"\\]|\\.)*"|\$?[A-Za-z_:]\w*|\[[^\]]*\]|\d+(?:\.\d+)?|==|!=|=~|!~|<=|>=|[=<>+\-*/(){},])/y

/** Parses an expression. Throws on a syntax error and on syntax that the rules do not use. */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text)
  const expression = parseLevel(tokens, 0)
  if (tokens.length > 0) throw new Error(`unexpected ${tokens[0]} in: ${text}`)
  return expression
}

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex
    const token = TOKEN.exec(text)?.[1]
    if (token === undefined) throw new Error(`no PromQL from here: ${text.slice(at)}`)
    tokens.push(token)
  }
  return tokens
}

function parseLevel(tokens: string[], level: number): Expression {
  const operators = LEVELS[level]
  if (operators === undefined) return parsePrimary(tokens)
  let left = parseLevel(tokens, level + 1)
  for (let [operator] = tokens; operator !== undefined && operators.includes(operator); [operator] = tokens) {
    tokens.shift()
    left = { kind: 'binary', operator, left, right: parseLevel(tokens, level + 1) }
  }
  return left
}

function parsePrimary(tokens: string[]): Expression {
  const token = tokens.shift() ?? ''
  if (token === '(') {
    const inner = parseLevel(tokens, 0)
    expectToken(tokens, ')')
    return inner
  }
  if (/^\d/.test(token)) return { kind: 'number', value: Number(token) }
  if (!/^[A-Za-z_:]/.test(token)) throw new Error(`unexpected ${token}`)
  if (AGGREGATES.includes(token)) return parseAggregate(token, tokens)
  if (tokens[0] === '(') return { kind: 'call', name: token, args: parseArguments(tokens) }
  return parseSelector(token, tokens)
}

function parseAggregate(name: string, tokens: string[]): Expression {
  const by: string[] = []
  if (tokens[0] === 'by') {
    tokens.shift()
    expectToken(tokens, '(')
    for (let token = tokens.shift(); token !== ')'; token = tokens.shift()) {
      if (token === undefined) throw new Error('by ( without an end')
      if (token !== ',') by.push(token)
    }
  }
  const [of] = parseArguments(tokens)
  if (of === undefined) throw new Error(`${name} of nothing`)
  return { kind: 'aggregate', name, by, of }
}

function parseArguments(tokens: string[]): Expression[] {
  expectToken(tokens, '(')
  const args: Expression[] = []
  while (tokens[0] !== ')') {
    args.push(parseLevel(tokens, 0))
    if (tokens[0] === ',') tokens.shift()
  }
  tokens.shift()
  return args
}

function parseSelector(name: string, tokens: string[]): Expression {
  const matchers: Matcher[] = []
  if (tokens[0] === '{') {
    tokens.shift()
    while (next(tokens) !== '}') {
      const [label = '', operator = '', quoted = ''] = tokens.splice(0, 3)
      matchers.push({ label, operator, value: JSON.parse(quoted) as string })
      if (next(tokens) === ',') tokens.shift()
    }
    tokens.shift()
  }
  const range = next(tokens)?.startsWith('[') === true
  if (range) tokens.shift()
  return { kind: 'selector', name, matchers, range }
}

function next(tokens: readonly string[]): string | undefined {
  return tokens[0]
}

function expectToken(tokens: string[], wanted: string): void {
  const token = tokens.shift()
  if (token !== wanted) throw new Error(`expected ${wanted}, not ${token}`)
}

/** Every selector of an expression. */
export function selectorsIn(expression: Expression): readonly Selector[] {
  switch (expression.kind) {
    case 'number':
      return []
    case 'selector':
      return [expression]
    case 'call':
      return expression.args.flatMap(selectorsIn)
    case 'aggregate':
      return selectorsIn(expression.of)
    case 'binary':
      return [...selectorsIn(expression.left), ...selectorsIn(expression.right)]
  }
}
