/** The part of the package that is used here; it brings no types. */
declare module 'fs-native-extensions' {
  const extensions: {
    /** Resolves to whether the lock was taken. `shared`: other shared locks are allowed beside it. */
    tryLock(fd: number, offset: number, length: number, options: { shared: boolean }): boolean
  }
  export default extensions
}
