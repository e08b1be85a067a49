/** Speaks a call with the speech synthesis of the browser. Nothing is sent anywhere: local voices only. */

/** The halves of a transcript: a call says everything twice. */
export function toRepetitions(text: string): readonly string[] {
  const half = text.length / 2
  const [first, second] = [text.slice(0, half).trim(), text.slice(half).trim()]
  return first === second ? [first, second] : [text]
}

/** Speaks each repetition; calls back with the one that is being spoken, and with -1 at the end. Returns how to hang up. */
export function speak(text: string, onPart: (part: number) => void): () => void {
  const parts = toRepetitions(text)
  if (!('speechSynthesis' in window)) {
    onPart(parts.length - 1)
    return () => {}
  }
  const voice = speechSynthesis.getVoices().find(({ localService, lang }) => localService && lang.startsWith('en'))
  parts.forEach((part, index) => {
    const utterance = new SpeechSynthesisUtterance(part)
    utterance.rate = 0.9
    if (voice) utterance.voice = voice
    utterance.onstart = () => onPart(index)
    if (index === parts.length - 1) utterance.onend = () => onPart(-1)
    speechSynthesis.speak(utterance)
  })
  return () => speechSynthesis.cancel()
}
