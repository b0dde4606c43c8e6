import { Trans } from '@lingui/react/macro'
import { Group } from '@mantine/core'
import { LinkButton } from '../../components/link-button.tsx'
import { readLibrarySearch } from './library-search.ts'

/** The views of the library; filters stay between the timeline and the statistics. */
export function LibraryTabs({ current }: { readonly current: 'timeline' | 'statistics' | 'enrichment' }) {
  const look = (name: typeof current) =>
    name === current
      ? ({ variant: 'light', 'aria-current': 'page' } as const)
      : ({ variant: 'subtle' } as const)
  return (
    <Group gap={4}>
      <LinkButton to="/library" search={readLibrarySearch} size="compact-md" {...look('timeline')}>
        <Trans>Timeline</Trans>
      </LinkButton>
      <LinkButton
        to="/library/statistics"
        search={readLibrarySearch}
        size="compact-md"
        {...look('statistics')}
      >
        <Trans>Statistics</Trans>
      </LinkButton>
      <LinkButton to="/library/enrichment" search={{}} size="compact-md" {...look('enrichment')}>
        <Trans>Genres and tags</Trans>
      </LinkButton>
    </Group>
  )
}
