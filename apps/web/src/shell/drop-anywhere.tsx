import { Trans } from '@lingui/react/macro'
import { Overlay, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { keepDroppedFile } from './dropped-file.ts'

/** A file that is dropped anywhere on the page is imported. */
export function DropAnywhere() {
  const navigate = useNavigate()
  const [over, setOver] = useState(false)
  useEffect(() => {
    let depth = 0
    const isFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const move = (by: number) => (event: DragEvent) => {
      if (!isFile(event)) return
      event.preventDefault()
      depth += by
      setOver(depth > 0)
    }
    const enter = move(1)
    const leave = move(-1)
    const hover = move(0)
    const drop = (event: DragEvent) => {
      if (!isFile(event)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      keepDroppedFile(event.dataTransfer?.files[0])
      void navigate({ to: '/imports' })
    }
    const events = { dragenter: enter, dragleave: leave, dragover: hover, drop } as const
    for (const [name, listener] of Object.entries(events)) addEventListener(name, listener as EventListener)
    return () => {
      for (const [name, listener] of Object.entries(events))
        removeEventListener(name, listener as EventListener)
    }
  }, [navigate])
  if (!over) return null
  return (
    <Overlay fixed blur={2} center zIndex={1000}>
      <Text c="white" size="xl" fw={600}>
        <Trans>Drop the file to import it</Trans>
      </Text>
    </Overlay>
  )
}
