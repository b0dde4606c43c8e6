import { Link } from '@tanstack/react-router'
import type { LibraryMediaItem } from '@tributary/client'
import { memo } from 'react'
import { useIntegrationName } from '../../../api/integration-name.ts'
import { useMediaTypeNames } from '../../../components/use-media-type-names.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { itemTitle } from '../item/item-title.ts'
import { readLibrarySearch } from '../library-search.ts'
import { MediaTypeIcon } from '../media-type-icon.tsx'
import classes from './timeline.module.css'

/** One line of the timeline; grey until it is read. */
export const TimelineRow = memo(function TimelineRow({
  item,
}: {
  readonly item: LibraryMediaItem | undefined
}) {
  if (item === undefined) return <div className={classes['pending']} aria-hidden />
  return <ReadRow item={item} />
})

function ReadRow({ item }: { readonly item: LibraryMediaItem }) {
  const { time, duration } = useFormats()
  const typeName = useMediaTypeNames()
  const integrationName = useIntegrationName()
  const { title, subtitle } = itemTitle(item)
  const about = [integrationName(item.integration), subtitle].filter((part) => part !== '')
  return (
    <Link
      to="/library/$id"
      params={{ id: item.id }}
      search={readLibrarySearch}
      resetScroll={false}
      preload={false}
      className={classes['row'] ?? ''}
    >
      <span className={classes['icon']} title={typeName(item.type)}>
        <MediaTypeIcon type={item.type} />
        <span className="visually-hidden">{typeName(item.type)}</span>
      </span>
      <span className={classes['texts']}>
        <span className={classes['title']}>{title}</span>
        <span className={classes['about']}>{about.join(' · ')}</span>
      </span>
      <span className={classes['when']}>
        {item.occurredAt !== null && <span>{time(item.occurredAt)}</span>}
        {item.durationSeconds !== null && (
          <span className={classes['about']}>{duration(item.durationSeconds)}</span>
        )}
      </span>
    </Link>
  )
}
