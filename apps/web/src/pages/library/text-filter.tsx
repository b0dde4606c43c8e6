import { useLingui } from '@lingui/react/macro'
import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type SubmitEvent, useState } from 'react'
import classes from './library-filters.module.css'

/** Searches in the titles, once Enter is pressed or the field is left. */
export function TextFilter({
  text = '',
  onChange,
}: {
  readonly text: string | undefined
  readonly onChange: (text: string | undefined) => void
}) {
  const { t } = useLingui()
  const [entered, setEntered] = useState(text)
  const [shown, setShown] = useState(text)
  // The address has changed: not by a `key`, which would take the focus from the field when Enter is pressed.
  if (text !== shown) {
    setShown(text)
    setEntered(text)
  }
  const submit = (event?: SubmitEvent) => {
    event?.preventDefault()
    const wanted = entered.trim()
    if (wanted !== text) onChange(wanted === '' ? undefined : wanted)
  }
  return (
    <form role="search" onSubmit={submit} className={classes['search']}>
      <TextInput
        type="search"
        aria-label={t`Search in the titles`}
        placeholder={t`Search in the titles`}
        maxLength={200}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={entered}
        onChange={({ currentTarget }) => setEntered(currentTarget.value)}
        onBlur={() => submit()}
      />
    </form>
  )
}
