namespace Millrace.Sandbox.Queues.Faults;

/// <summary>The rules in force, at most one a queue, and the seeded chance by which they strike. They are kept in memory only.</summary>
internal sealed class FaultRules(int seed)
{
    public const int RulesMax = 100;

    private readonly Lock gate = new();
    private readonly Random chance = new(seed);
    private readonly Dictionary<string, FaultRule> rules = new(StringComparer.Ordinal);

    public IReadOnlyList<FaultRule> All
    {
        get
        {
            lock (gate)
            {
                return [.. rules.Values.OrderBy(rule => rule.Queue, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Replaces the rule of the same queue.</summary>
    /// <returns>False where there are too many rules.</returns>
    public bool Set(FaultRule rule)
    {
        lock (gate)
        {
            if (rules.Count >= RulesMax && !rules.ContainsKey(rule.Queue))
            {
                return false;
            }

            rules[rule.Queue] = rule;
            return true;
        }
    }

    /// <param name="queue">Null: all.</param>
    public void Remove(string? queue)
    {
        lock (gate)
        {
            if (queue is null)
            {
                rules.Clear();
            }
            else
            {
                rules.Remove(queue);
            }
        }
    }

    public bool Throttles(string queue) => Strikes(queue, rule => rule.Throttle);

    public bool Duplicates(string queue) => Strikes(queue, rule => rule.Duplicate);

    public bool FailsEntry(string queue) => Strikes(queue, rule => rule.FailEntries);

    public int DelaySeconds(string queue)
    {
        lock (gate)
        {
            if (Rule(queue, rule => rule.DelaySeconds > 0) is not { } rule)
            {
                return 0;
            }

            Spend(rule);
            return rule.DelaySeconds;
        }
    }

    /// <returns>What picks a number below its argument, or null where order is kept.</returns>
    public Func<int, int>? Order(string queue)
    {
        lock (gate)
        {
            if (Rule(queue, rule => rule.Reorder) is null)
            {
                return null;
            }
        }

        var spent = false;
        return below =>
        {
            lock (gate)
            {
                if (!spent && Rule(queue, rule => rule.Reorder) is { } rule)
                {
                    Spend(rule);
                }

                spent = true;
                return chance.Next(below);
            }
        };
    }

    private bool Strikes(string queue, Func<FaultRule, double> share)
    {
        lock (gate)
        {
            if (Rule(queue, rule => share(rule) > 0) is not { } rule || chance.NextDouble() >= share(rule))
            {
                return false;
            }

            Spend(rule);
            return true;
        }
    }

    private FaultRule? Rule(string queue, Func<FaultRule, bool> applies)
    {
        foreach (var name in (ReadOnlySpan<string>)[queue, "*"])
        {
            if (rules.TryGetValue(name, out var rule) && applies(rule))
            {
                return rule;
            }
        }

        return null;
    }

    private void Spend(FaultRule rule)
    {
        if (rule.Times is 1)
        {
            rules.Remove(rule.Queue);
        }
        else if (rule.Times is { } times)
        {
            rules[rule.Queue] = rule with { Times = times - 1 };
        }
    }
}
