import { useLingui } from '@lingui/react/macro'
import type { ImportsImportBatch } from '@tributary/client'

/** The state of an import in words, with the colour that repeats it. */
export function useImportStatus(): (item: ImportsImportBatch) => { label: string; color: string } {
  const { t } = useLingui()
  return ({ status, undone }) => {
    if (undone !== null) return { label: t`Undone`, color: 'gray' }
    switch (status) {
      case 'queued':
        return { label: t`Waiting`, color: 'gray' }
      case 'running':
        return { label: t`Running`, color: 'cyan' }
      case 'succeeded':
        return { label: t`Complete`, color: 'green' }
      case 'partial':
        return { label: t`Complete in part`, color: 'yellow' }
      case 'cancelled':
        return { label: t`Cancelled`, color: 'gray' }
      case 'failed':
        return { label: t`Failed`, color: 'red' }
    }
  }
}
