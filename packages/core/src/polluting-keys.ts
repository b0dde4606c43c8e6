/** Keys that pollute the prototype when a careless copy assigns them. No schema or document needs one. */
export const POLLUTING_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
