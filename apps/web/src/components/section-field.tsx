import { useLingui } from '@lingui/react/macro'
import { NativeSelect } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'

interface SectionFieldProps {
  readonly sections: readonly { readonly value: string; readonly label: string }[]
  /** The address of the open one. */
  readonly current: string
}

/** The way between the sections of a page on a small screen, where their links would take several rows. */
export function SectionField({ sections, current }: SectionFieldProps) {
  const { t } = useLingui()
  const navigate = useNavigate()
  return (
    <NativeSelect
      hiddenFrom="sm"
      label={t`Section`}
      value={current}
      data={[...sections]}
      onChange={(event) => void navigate({ to: event.currentTarget.value })}
    />
  )
}
