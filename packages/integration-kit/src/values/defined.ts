/** Members that may be `undefined` are absent then. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/**
 * Removes members that are `undefined`, which records must not have.
 *
 * @example
 * defined({ title: 'Dark', seriesTitle: undefined }) // { title: 'Dark' }
 */
export function defined<const T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>
}
