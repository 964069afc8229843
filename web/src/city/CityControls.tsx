import { COLOURINGS, MEASURES, type Colouring, type Measure, type View } from "../app/view";
import { Choice } from "../ui/Choice";
import { MEASURE_WORDS } from "./measure";

export interface CityControlsProps {
  readonly as: "city" | "treemap" | "table";
  readonly height: Measure;
  readonly colour: Colouring;
  /** There is no WebGL here: no city can be chosen. */
  readonly flat: boolean;
  readonly onSee: (change: Partial<View>) => void;
  readonly onOverview: () => void;
}

/** What lengths and colours tell, and how it is drawn. */
export function CityControls({ as, height, colour, flat, onSee, onOverview }: CityControlsProps) {
  return (
    <div className="city-controls">
      <Choice
        label="Drawn as"
        value={as}
        options={[
          ...(flat ? [] : [{ value: "city" as const, name: "City", title: "Key c" }]),
          { value: "treemap" as const, name: "Treemap", title: "Key m" },
          { value: "table" as const, name: "Table", title: "Key t" },
        ]}
        onChoose={(value) => onSee({ as: value === "city" ? undefined : value })}
      />
      <label className="city-choose">
        {as === "table" ? "Most" : "Height"}
        <select value={height} onChange={(event) => onSee({ height: MEASURES.find((one) => one === event.target.value) })}>
          {MEASURES.map((measure) => (
            <option key={measure} value={measure}>
              {MEASURE_WORDS[measure].name}
            </option>
          ))}
        </select>
      </label>
      <label className="city-choose">
        Colour
        <select value={colour} onChange={(event) => onSee({ colour: COLOURINGS.find((one) => one === event.target.value) })}>
          {COLOURINGS.map((one) => (
            <option key={one} value={one}>
              {MEASURE_WORDS[one].name}
            </option>
          ))}
        </select>
      </label>
      {as === "city" ? (
        <button type="button" className="quiet-button" onClick={onOverview}>
          Whole city
        </button>
      ) : null}
      {flat ? <p className="note">This browser gives no WebGL, so the tree is drawn flat.</p> : null}
    </div>
  );
}
