import type { Locator, Page } from 'playwright/test'

/** Drops files of this machine in the middle of an element, by way of the browser: with their paths, as the system does. */
export async function dropFiles(page: Page, target: Locator, paths: readonly string[]): Promise<void> {
  await target.scrollIntoViewIfNeeded()
  const box = await target.boundingBox()
  if (box === null) throw new Error('the target of the drop is not on screen')
  const { width = 0, height = 0 } = await page.evaluate(() => ({
    width: window.innerWidth,
    height: window.innerHeight,
  }))
  const x = middle(box.x, box.width, width)
  const y = middle(box.y, box.height, height)
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  const debug = await page.context().newCDPSession(page)
  try {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await debug.send('Input.dispatchDragEvent', { type, x, y, data })
  } finally {
    await debug.detach()
  }
}

/** Of what can be seen of it. */
function middle(start: number, length: number, limit: number): number {
  return (Math.max(0, start) + Math.min(limit, start + length)) / 2
}

/** Holds files over an element without letting go. */
export async function holdFilesOver(page: Page, target: Locator, paths: readonly string[]): Promise<void> {
  const box = await target.boundingBox()
  if (box === null) throw new Error('the target of the drop is not on screen')
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  const debug = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver'] as const)
    await debug.send('Input.dispatchDragEvent', { type, x: box.x + 5, y: box.y + 5, data })
  await debug.detach()
}
