package dev.lockstep.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Measures contenders interleaved, round by round, so that whatever else the machine does meets all
 * of them alike, and prints their rates and their ratios to the first.
 *
 * <p>A ratio is the median of the ratios within the rounds, with the lowest and highest quartile:
 * two contenders differ if 1 is not between the quartiles.
 */
final class Duel {

    private static final int WARM_UP_ROUNDS = 2;

    private final List<? extends Contender> contenders;
    private final double[][] rates;

    private Duel(List<? extends Contender> contenders, int rounds) {
        this.contenders = contenders;
        this.rates = new double[contenders.size()][rounds];
    }

    /**
     * Runs and prints.
     *
     * @param unit of what is counted, such as {@code rows}
     */
    static void run(List<? extends Contender> contenders, int rounds, String unit, PrintStream out)
            throws Exception {
        Duel duel = new Duel(contenders, rounds);
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            duel.runRound(round);
        }
        duel.print(unit, out);
    }

    private void runRound(int round) throws Exception {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            order.add(i);
        }
        // Whoever comes first in a round finds other caches: take turns.
        if (round % 2 != 0) {
            Collections.reverse(order);
        }
        for (int contender : order) {
            double rate = contenders.get(contender).round();
            if (round >= 0) {
                rates[contender][round] = rate;
            }
        }
    }

    private void print(String unit, PrintStream out) {
        int width = contenders.stream().mapToInt(it -> it.name().length()).max().orElse(0);
        for (int i = 0; i < contenders.size(); i++) {
            double[] ratios = new double[rates[i].length];
            for (int round = 0; round < ratios.length; round++) {
                ratios[round] = rates[i][round] / rates[0][round];
            }
            out.printf(
                    Locale.ROOT,
                    "%-" + width + "s  %,10.0f %s/s   ratio %.3f (quartiles %.3f to %.3f)%n",
                    contenders.get(i).name(),
                    quantile(rates[i], 0.5),
                    unit,
                    quantile(ratios, 0.5),
                    quantile(ratios, 0.25),
                    quantile(ratios, 0.75));
        }
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
