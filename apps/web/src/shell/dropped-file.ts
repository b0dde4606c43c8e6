import { useSyncExternalStore } from 'react'

let dropped: File | undefined
const listeners = new Set<() => void>()

/** Keeps a file that was dropped on any page, until the page of imports takes it. */
export function keepDroppedFile(file: File | undefined): void {
  dropped = file
  for (const listener of listeners) listener()
}

/** The file that was dropped and not taken yet. */
export function useDroppedFile(): File | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => dropped,
  )
}
