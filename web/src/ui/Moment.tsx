import { timestampDate, type Timestamp } from "@bufbuild/protobuf/wkt";
import { secondOf } from "../format/moment";

/** A moment to the second where the person is; in full, in UTC, on a longer look. */
export function Moment({ time }: { readonly time: Timestamp }) {
  const whole = timestampDate(time).toISOString();
  return (
    <time dateTime={whole} title={whole} className="moment">
      {secondOf(time)}
    </time>
  );
}
