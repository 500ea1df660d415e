package ordermill.testing.contract;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Values drawn from a contract: at each boundary of each field and just outside, and what else readers stumble over.
 * First what concerns the whole value, then one oddity in one field, then several at once; the same seed draws the same.
 */
public final class Drawn {

    /** A value that one may find on the topic, which may be null, and what was done to make it. */
    public record Case(String name, byte[] value) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final int VALID = 40;
    private static final int STEPS = 6;

    private final Contract contract;
    private final long seed;
    private final Spots spots;
    private final Draft example;
    private final Set<Draft> minimal;
    private final List<Draft> valid;

    private Drawn(Contract contract, long seed) {
        this.contract = contract;
        this.seed = seed;
        spots = Spots.of(contract.document());
        example = new Draft("example", contract.limits().read(contract.example()));
        minimal = spots.all().stream().map(this::minimal).collect(Collectors.toCollection(LinkedHashSet::new));
        valid = new ArrayList<>(minimal);
        valid.add(example);
        for (int i = 1; i < VALID; i++) {
            Random random = random(-i);
            valid.add(acceptedSteps(valid.get(random.nextInt(valid.size())), random));
        }
    }

    /** The seed that the system property {@code ordermill.seed} sets, else a new one. */
    public static long seed() {
        return Long.getLong("ordermill.seed", new SecureRandom().nextInt());
    }

    /** So many cases, drawn as they are taken; the seed is printed, so that a failure can be seen again. */
    public static Stream<Case> of(Contract contract, long seed, int count) {
        System.out.printf("%s: %d cases of -Dordermill.seed=%d%n", contract.topic(), count, seed);
        Drawn drawn = new Drawn(contract, seed);
        List<Supplier<Case>> systematic = new Wholes(contract, drawn.example).cases();
        systematic.addAll(drawn.shuffled(drawn.atBounds()));
        systematic.addAll(drawn.shuffled(drawn.anywhere()));
        int first = Math.min(systematic.size(), count * 4 / 5);
        return IntStream.range(0, count)
                .mapToObj(i -> i < first ? systematic.get(i).get() : drawn.several(i));
    }

    /** What is near the bounds of each place, in the example, and what has another type, where all the rest is needed. */
    private List<Supplier<Case>> atBounds() {
        List<Supplier<Case>> cases = new ArrayList<>();
        for (Spot spot : spots.all()) {
            cases.add(() -> example.without(spot).asCase());
            put(spot.near(), spot, example, cases);
            put(spot.twice(example), spot, example, cases);
        }
        for (Draft draft : minimal) {
            aroundMinimal(draft, Structures.GENERAL, cases);
            emptied(draft).forEach(next -> aroundMinimal(next, Structures.NULL, cases));
        }
        return cases;
    }

    private void aroundMinimal(Draft draft, List<Odd> odds, List<Supplier<Case>> cases) {
        spots.all().stream().filter(spot -> spot.fits(draft)).forEach(spot -> {
            cases.add(() -> draft.without(spot).asCase());
            put(odds, spot, draft, cases);
        });
    }

    /** The draft with one place emptied that may be empty. */
    private Stream<Draft> emptied(Draft draft) {
        return spots.all().stream()
                .filter(spot -> spot.fits(draft))
                .flatMap(spot -> Structures.EMPTY.stream().map(odd -> draft.with(spot, odd)))
                .filter(next -> contract.accepts(next.bytes()));
    }

    /** Each oddity in each place of the example, alone. */
    private List<Supplier<Case>> anywhere() {
        List<Supplier<Case>> cases = new ArrayList<>();
        for (Spot spot : spots.all()) {
            put(spot.odds(), spot, example, cases);
        }
        return cases;
    }

    private static void put(List<Odd> odds, Spot spot, Draft draft, List<Supplier<Case>> cases) {
        odds.forEach(odd -> cases.add(() -> draft.with(spot, odd).asCase()));
    }

    private List<Supplier<Case>> shuffled(List<Supplier<Case>> cases) {
        Collections.shuffle(cases, random(0));
        return cases;
    }

    /** The example without all that it can do without, this place last. */
    private Draft minimal(Spot kept) {
        List<Spot> order = new ArrayList<>(spots.all());
        order.sort(Comparator.comparing(kept::needs));
        JsonNode tree = example.tree();
        for (Spot spot : order) {
            Draft less = new Draft("minimal", tree).without(spot);
            tree = contract.accepts(less.bytes()) ? less.tree() : tree;
        }
        return new Draft("minimal " + tree, tree);
    }

    /** Some oddities in an accepted value; every other case keeps only those which leave it accepted. */
    private Case several(int number) {
        Random random = random(number);
        Draft draft = valid.get(random.nextInt(valid.size()));
        if (random.nextBoolean()) {
            return acceptedSteps(draft, random).asCase();
        }
        for (int steps = 1 + random.nextInt(3); steps > 0; steps--) {
            draft = step(draft, random);
        }
        return draft.asCase();
    }

    private Draft acceptedSteps(Draft from, Random random) {
        Draft draft = from;
        for (int steps = 1 + random.nextInt(STEPS); steps > 0; steps--) {
            Draft next = step(draft, random);
            draft = contract.accepts(next.bytes()) ? next : draft;
        }
        return draft;
    }

    private Draft step(Draft draft, Random random) {
        Spot spot = spots.all().get(random.nextInt(spots.all().size()));
        List<Odd> odds = spot.odds();
        return random.nextInt(8) == 0 ? draft.without(spot) : draft.with(spot, odds.get(random.nextInt(odds.size())));
    }

    /** One for each case, so that a case does not depend on which others are taken. */
    private Random random(int number) {
        return new Random((seed * 0x9E3779B97F4A7C15L + number) * 0xBF58476D1CE4E5B9L);
    }
}
