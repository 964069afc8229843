import { useEffect, useRef, useState } from "react";
import { newest, positionAt, timeOf } from "../history/moment";
import type { Mainline } from "../history/protocol";

/** Seconds in which the whole history goes by. */
export const SPEEDS = [120, 60, 30, 10] as const;
export type Speed = (typeof SPEEDS)[number];

/** ms between two moments while it plays: each is seen to come, and the worker keeps up. */
const EVERY_MS = 120;

export interface Playing {
  readonly playing: boolean;
  readonly toggle: () => void;
  readonly stop: () => void;
}

/** Lets time go by from where it is, or from the beginning where it is at its end. */
export function usePlaying(mainline: Mainline, position: number, speed: Speed, onPosition: (position: number) => void): Playing {
  const [playing, setPlaying] = useState(false);
  const now = useRef({ position, onPosition });
  useEffect(() => {
    now.current = { position, onPosition };
  });
  useEffect(() => {
    if (!playing) return undefined;
    const last = newest(mainline);
    const from = timeOf(mainline, mainline.firstPosition);
    const whole = timeOf(mainline, last) - from;
    let time = now.current.position >= last ? from : timeOf(mainline, now.current.position);
    const timer = setInterval(() => {
      time += (whole * EVERY_MS) / (1000 * speed);
      const next = positionAt(mainline, time);
      if (next !== now.current.position) now.current.onPosition(next);
      if (next >= last) setPlaying(false);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [playing, speed, mainline]);
  return { playing, toggle: () => setPlaying(!playing), stop: () => setPlaying(false) };
}
