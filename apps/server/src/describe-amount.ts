/** Like `3.6 MB`. */
export function describeBytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/** Like `0.5 s`: the time since `begun`, a value of `performance.now()`. */
export function describeSeconds(begun: number): string {
  return `${((performance.now() - begun) / 1000).toFixed(1)} s`
}
