import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'

/** While a year is typed it is 0002, then 0020. */
const EARLIEST = '1000'

interface DateInputProps
  extends Omit<TextInputProps, 'type' | 'value' | 'defaultValue' | 'onChange' | 'onBlur'> {
  /** `YYYY-MM-DD` */
  readonly date: string | undefined
  /** Called with a date once its year is complete, and with `undefined` once an emptied field is left. */
  readonly onChange: (date: string | undefined) => void
}

/** A field for a date that changes what the page shows. It keeps the focus when the date changes. */
export function DateInput({ date = '', onChange, ...input }: DateInputProps) {
  const [entered, setEntered] = useState(date)
  const [shown, setShown] = useState(date)
  if (date !== shown) {
    setShown(date)
    setEntered(date)
  }
  return (
    <TextInput
      {...input}
      type="date"
      value={entered}
      onChange={({ currentTarget: { value } }) => {
        setEntered(value)
        if (value >= EARLIEST && value !== date) onChange(value)
      }}
      onBlur={() => {
        if (entered === '' && date !== '') onChange(undefined)
        else setEntered(date)
      }}
    />
  )
}
