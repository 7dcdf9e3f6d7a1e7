# Round, scenario, server, answered, lost, seconds, ticks of user and of system CPU -> a Markdown table of medians.
# The ratio is the median of the rounds' own ratios: what slows one round slows both servers in it. Told from outside: the servers,
# and which of them is the baseline, with its name.
{
    if (!($2 in seen)) { scenarios[++count] = $2; seen[$2] = 1 }
    micros[$2, $3, $1] = ($7 + $8) * 1e6 / hz / $4
    kernel[$2, $3, $1] = $8 / ($7 + $8) * 100
    rate[$2, $3, $1] = $4 / $6
    lost[$2, $3] += $5
    if ($1 > rounds) rounds = $1
}

END {
    print "| scenario | server | CPU µs/query | of it kernel | lowest-highest | to " name " | queries/s | lost |"
    print "|---|---|--:|--:|--:|--:|--:|--:|"
    many = split(servers_told, servers, " ")
    for (s = 1; s <= count; s++) for (i = 1; i <= many; i++) row(scenarios[s], servers[i])
}

function row(scenario, server,    round, times, kernels, ratios, rates) {
    for (round = 1; round <= rounds; round++) {
        times[round] = micros[scenario, server, round]
        kernels[round] = kernel[scenario, server, round]
        ratios[round] = micros[scenario, server, round] / micros[scenario, baseline, round]
        rates[round] = rate[scenario, server, round]
    }
    sort(times)
    printf "| %s | %s | %.2f | %.0f %% | %.2f-%.2f | %.2f | %.0f | %d |\n", scenario, server, median(times), \
        median(kernels), times[1], times[rounds], median(ratios), median(rates), lost[scenario, server]
}

function median(values) {
    sort(values)
    return rounds % 2 ? values[(rounds + 1) / 2] : (values[rounds / 2] + values[rounds / 2 + 1]) / 2
}

function sort(values,    i, j, value) {
    for (i = 2; i <= rounds; i++) {
        value = values[i]
        for (j = i - 1; j > 0 && values[j] > value; j--) values[j + 1] = values[j]
        values[j + 1] = value
    }
}
