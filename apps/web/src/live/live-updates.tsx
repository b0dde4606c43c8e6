import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { client } from '../api/client.ts'
import { keepCurrent } from './keep-current.ts'

/** Reads again what has changed on the server, for as long as the page is open. Shows nothing. */
export function LiveUpdates() {
  const queryClient = useQueryClient()
  useEffect(() => {
    const controller = new AbortController()
    // Where the server refuses it, this page is no longer live, and its queries still work.
    keepCurrent(queryClient, { client, signal: controller.signal }).catch(() => {})
    return () => controller.abort()
  }, [queryClient])
  return null
}
