/** What is said of documents in which no finding was made. @param notes how many things are worth knowing all the same */
export function nothingFoundSentence(notes: number): string {
  return notes === 0
    ? 'Nothing is wrong in what was read. What is not in these documents is not judged.'
    : 'No setting that was read is found wrong, but what is noted below is worth knowing. What is not in these documents is not judged.'
}
