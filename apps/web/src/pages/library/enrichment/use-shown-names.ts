import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'
import type { Shown } from './enrichment-search.ts'

const NAMES = {
  failed: msg`Failed`,
  doubtful: msg`Doubtful`,
  pending: msg`Waiting`,
  skipped: msg`Left out`,
  done: msg`Done`,
} as const

/** What the list shows, in words. */
export function useShownNames(): (shown: Shown) => string {
  const { _ } = useLingui()
  return (shown) => _(NAMES[shown])
}
