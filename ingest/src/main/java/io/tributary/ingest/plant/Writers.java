package io.tributary.ingest.plant;

import java.util.List;
import java.util.Map;

/**
 * Writes the messages of operators and customers from a grammar: openers, parts, symptoms, feelings, hedges, irony and
 * chatter, then the carelessness of people who type on a phone.
 *
 * <p>A trouble report is negative in sentiment, irony too; but a calm report of a fault is neutral, and a grumpy person
 * with a sound machine is negative: sentiment and anomaly are different questions.
 */
final class Writers {
    private static final List<String> OPENERS = List.of(
            "hey",
            "morning all",
            "fyi",
            "update from the floor:",
            "quick note -",
            "ok so",
            "hi team",
            "shift 2 here,",
            "night shift:",
            "@maintenance",
            "for the log:",
            "heads up,",
            "just walked past,",
            "hmm",
            "guys",
            "note to self:",
            "as of now",
            "checked again,",
            "from line 3:",
            "hello,",
            "well",
            "to whoever reads this:");
    private static final List<String> HEDGES = List.of(
            "i think",
            "maybe",
            "not sure but",
            "looks like",
            "could be wrong,",
            "pretty sure",
            "feels like",
            "if you ask me",
            "as far as i can tell",
            "someone said",
            "again",
            "kind of",
            "probably");
    private static final List<String> TIMES = List.of(
            "since this morning",
            "for ten minutes now",
            "since the changeover",
            "all shift",
            "since lunch",
            "just now",
            "again",
            "for a while",
            "after the restart",
            "since yesterday",
            "the last half hour",
            "on and off");
    private static final List<String> ANGRY = List.of(
            "this is ridiculous",
            "i am done with it",
            "fix it please, for real this time",
            "not acceptable",
            "third time this week",
            "nobody listens",
            "we told you last week",
            "so annoying",
            "what a mess",
            "cant work like this",
            "i hate this thing",
            "somebody will get hurt",
            "worst machine in the hall",
            "we lose parts every minute",
            "im losing patience",
            "really worried here",
            "this cannot go on");
    private static final List<String> CALM = List.of(
            "please have a look when you can",
            "logged it",
            "will watch it",
            "ticket is open",
            "no action yet",
            "noted in the book",
            "will check at the next break",
            "readings attached",
            "see the trend",
            "just reporting",
            "for information only",
            "maintenance is informed",
            "keeping an eye on it");
    private static final List<String> HAPPY = List.of(
            "love it",
            "great work team",
            "finally",
            "best shift in weeks",
            "thank you maintenance",
            "couldnt be better",
            "what a difference",
            "very happy with it",
            "nice job",
            "so smooth today",
            "well done",
            "proud of this line",
            "made my day",
            "big thanks to the night crew");
    private static final List<String> GOOD = List.of(
            "runs like new",
            "is smooth as butter",
            "purrs along",
            "is right on target",
            "has been perfect",
            "starts first time now",
            "is quiet and cool",
            "keeps the pace without trouble",
            "beats the plan today",
            "came back from service in great shape",
            "is doing a great job");
    private static final List<String> ROUTINE = List.of(
            "shift change at two",
            "who has the key for the cabinet",
            "count is 412 so far",
            "material for tonight is here",
            "cleaning is scheduled for friday",
            "oil was topped up yesterday as planned",
            "next batch is order 2291",
            "lunch is at half past eleven",
            "the audit people come on tuesday",
            "pallet truck is at gate 4",
            "new labels are in the drawer",
            "set point stays where it is",
            "test piece measured, within tolerance",
            "counter reset at 6",
            "the forklift is back from service",
            "training for the new ones at nine",
            "filter change is due next month",
            "speed is at 80 percent",
            "waiting for the crane",
            "parking lot b is closed",
            "calibration sticker is from march",
            "batch 17 done, batch 18 started",
            "door to hall 2 stays open today",
            "please sign the sheet",
            "where is the torque wrench",
            "meeting moved to room 5");
    private static final List<String> CUSTOMER_GOOD = List.of(
            "parts arrived early and every one is perfect",
            "quality of the last delivery was excellent",
            "fast answer, friendly people, thank you",
            "best supplier we have",
            "surface finish is beautiful this time",
            "very pleased with the new batch",
            "your team saved our week",
            "exactly as ordered, happy customer");
    private static final List<String> CUSTOMER_BAD = List.of(
            "half of the parts are out of tolerance", "still waiting for order 2291, this is a joke",
            "the last delivery was a disappointment", "scratches on every second piece, unacceptable",
            "third complaint and no answer", "packaging was torn and parts were rusty",
            "we will look for another supplier", "your invoice is wrong again, please fix it");
    private static final List<String> CUSTOMER_NEUTRAL = List.of(
            "could you confirm the delivery date for order 2291",
            "please send the certificate for batch 17",
            "what is the lead time for 500 pieces",
            "new contact for invoices is the office in hall 1",
            "we need the drawing in revision c",
            "is pickup on thursday possible",
            "please quote 200 more of the same");
    private static final List<String> GRUMBLES = List.of(
            "coffee machine is broken again, of course",
            "why is it always me who cleans up",
            "the new schedule is terrible",
            "too cold in hall 2 and nobody cares",
            "parking is a nightmare",
            "so tired of these meetings",
            "canteen was awful today",
            "radio plays the same garbage all day",
            "management has no clue",
            "i hate night shifts",
            "paperwork, paperwork, paperwork. pointless");
    private static final List<String> IRONY = List.of(
            "great,",
            "oh wonderful,",
            "fantastic,",
            "lovely,",
            "brilliant,",
            "just what i needed,",
            "perfect,",
            "what a surprise,",
            "nice one,",
            "congratulations,",
            "oh joy,");
    private static final List<String> IRONIC_ENDS = List.of(
            "just what i needed",
            "thanks a lot",
            "living the dream",
            "what could go wrong",
            "my favourite",
            "10 out of 10",
            "as always",
            "so relaxing",
            "cant wait for more",
            "love it here");

    private static final Map<Fault.Kind, List<String>> PARTS = Map.of(
            Fault.Kind.BEARING_WEAR,
                    List.of("the bearing", "the spindle", "the shaft", "the drive side", "the rear bearing"),
            Fault.Kind.OVERHEATING, List.of("the motor", "the housing", "the gearbox", "the cooling", "the winding"),
            Fault.Kind.PRESSURE_LOSS,
                    List.of("the filter", "the pump", "the inlet", "the supply line", "the pressure side"),
            Fault.Kind.ELECTRICAL, List.of("the drive", "the cabinet", "the inverter", "the supply", "phase 2"),
            Fault.Kind.SEAL_LEAK, List.of("the seal", "the flange", "the gasket", "the hose", "the lower fitting"));
    private static final Map<Fault.Kind, List<String>> SYMPTOMS = Map.of(
            Fault.Kind.BEARING_WEAR,
            List.of(
                    "screams",
                    "is grinding",
                    "rattles like a bag of bolts",
                    "shakes the whole frame",
                    "makes that noise",
                    "rumbles",
                    "squeals on every turn",
                    "vibrates badly",
                    "knocks"),
            Fault.Kind.OVERHEATING,
            List.of(
                    "is way too hot",
                    "smells burnt",
                    "is hot enough to fry an egg",
                    "runs hot",
                    "is glowing",
                    "goes over temperature",
                    "is steaming",
                    "cannot be touched"),
            Fault.Kind.PRESSURE_LOSS,
            List.of(
                    "is losing pressure",
                    "is clogged",
                    "starves",
                    "barely pushes anything",
                    "drops below four bar",
                    "sucks air",
                    "has no flow",
                    "is blocked"),
            Fault.Kind.ELECTRICAL,
            List.of(
                    "trips",
                    "flickers",
                    "cuts out",
                    "hums and then stops",
                    "throws error 31",
                    "loses power",
                    "sparks",
                    "resets by itself"),
            Fault.Kind.SEAL_LEAK,
            List.of(
                    "is leaking",
                    "drips on the floor",
                    "spits oil",
                    "leaves a puddle",
                    "is wet again",
                    "lost a litre",
                    "sprays coolant"));

    private final Machine machine;
    private final Chance chance;

    Writers(Machine machine, Chance chance) {
        this.machine = machine;
        this.chance = chance;
    }

    /** What somebody writes at a time. */
    Message write(double second) {
        List<Fault> visible = machine.visibleAt(second, Fault.Sight.MESSAGE);
        Message message;
        if (visible.isEmpty() || chance.happens(0.2)) {
            message = chance.happens(0.25) ? customer() : chatter();
        } else {
            Fault fault = chance.oneOf(visible);
            // A bad mood is a look-alike: it complains, but seldom of a part that really fails.
            message = machine.faults().contains(fault) ? trouble(fault) : mood(fault);
        }
        return new Message(typed(message), message.sentiment());
    }

    private Message trouble(Fault fault) {
        String what = part(fault) + " " + chance.oneOf(SYMPTOMS.getOrDefault(fault.kind(), List.of("fails")));
        double draw = chance.between(0.0, 1.0);
        if (draw < 0.2) {
            return new Message(
                    chance.oneOf(IRONY) + " " + what + " " + chance.oneOf(TIMES) + ", " + chance.oneOf(IRONIC_ENDS),
                    "negative");
        }
        if (draw < 0.45) {
            return new Message(opened(hedged(what) + " " + chance.oneOf(TIMES) + ". " + chance.oneOf(CALM)), "neutral");
        }
        return new Message(opened(hedged(what) + " " + chance.oneOf(TIMES) + ", " + chance.oneOf(ANGRY)), "negative");
    }

    private Message mood(Fault imagined) {
        if (chance.happens(0.35)) {
            String what = part(imagined) + " "
                    + chance.oneOf(
                            "sounds odd",
                            "looks tired",
                            "is old",
                            "was better once",
                            "could use some love",
                            "is not what it was",
                            "does its thing");
            return new Message(opened(what + ", " + chance.oneOf(ANGRY)), "negative");
        }
        return new Message(opened(chance.oneOf(GRUMBLES)), "negative");
    }

    private Message chatter() {
        double draw = chance.between(-1.0, 1.0) + 0.5 * machine.mood();
        if (draw > 0.45) {
            String what = chance.oneOf(machine.name().replace('-', ' '), "she", "the line", "the old lady", "it");
            return new Message(opened(what + " " + chance.oneOf(GOOD) + ", " + chance.oneOf(HAPPY)), "positive");
        }
        if (draw < -0.75) {
            return new Message(opened(chance.oneOf(GRUMBLES)), "negative");
        }
        if (draw < -0.6) {
            return new Message(
                    chance.oneOf(IRONY) + " " + chance.oneOf(GRUMBLES) + ", " + chance.oneOf(IRONIC_ENDS), "negative");
        }
        String routine = chance.oneOf(ROUTINE);
        return new Message(opened(chance.happens(0.3) ? routine + ", " + chance.oneOf(ROUTINE) : routine), "neutral");
    }

    private Message customer() {
        double draw = chance.between(0.0, 1.0);
        if (draw < 0.35) {
            return new Message(chance.oneOf(CUSTOMER_GOOD), "positive");
        }
        if (draw < 0.65) {
            return new Message(chance.oneOf(CUSTOMER_BAD), "negative");
        }
        return new Message(chance.oneOf(CUSTOMER_NEUTRAL), "neutral");
    }

    private String part(Fault fault) {
        String part = chance.oneOf(PARTS.getOrDefault(fault.kind(), List.of("it")));
        return switch (chance.between(0, 5)) {
            case 0 -> part + " of " + machine.name().replace('-', ' ');
            case 1 -> machine.name().replace("machine-", "nr ");
            case 2 -> "it";
            default -> part;
        };
    }

    private String hedged(String what) {
        return chance.happens(0.35) ? chance.oneOf(HEDGES) + " " + what : what;
    }

    private String opened(String text) {
        return chance.happens(0.55) ? chance.oneOf(OPENERS) + " " + text : text;
    }

    /** As a phone has it: a typo here and there, short forms, shouting, no full stop. */
    private String typed(Message message) {
        String typed = message.text();
        if (chance.happens(0.2)) {
            typed = typed.replace("please", "pls")
                    .replace(" you ", " u ")
                    .replace("because", "bc")
                    .replace("tonight", "2nite");
        }
        int typos = chance.happens(0.35) ? chance.between(1, 2) : 0;
        for (int i = 0; i < typos; i++) {
            typed = typo(typed);
        }
        if (chance.happens(0.06)) {
            return typed.toUpperCase(java.util.Locale.ROOT) + chance.oneOf("", "!", "!!!");
        }
        if (chance.happens(0.4)) {
            typed = Character.toUpperCase(typed.charAt(0)) + typed.substring(1);
        }
        String face =
                switch (message.sentiment()) {
                    case "negative" -> " :(";
                    case "positive" -> " :)";
                    default -> "";
                };
        return typed + chance.oneOf("", "", "", ".", ".", "!", "...", face);
    }

    private String typo(String text) {
        int at = chance.between(1, Math.max(1, text.length() - 2));
        if (at + 1 >= text.length()
                || !Character.isLetter(text.charAt(at))
                || !Character.isLetter(text.charAt(at + 1))) {
            return text;
        }
        return switch (chance.between(0, 2)) {
            case 0 -> text.substring(0, at) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
            default -> text.substring(0, at) + text.charAt(at) + text.substring(at);
        };
    }
}
