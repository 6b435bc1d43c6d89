namespace Millrace.Sandbox.StandIns.Faults;

/// <summary>
/// The rules in force, at most one for a service's resource, and the seeded chance by which they strike. They are kept in memory only.
/// </summary>
internal sealed class FaultRules(int seed)
{
    public const int RulesMax = 100;

    private readonly Lock gate = new();
    private readonly Random chance = new(seed);
    private readonly Dictionary<(string Service, string Resource), FaultRule> rules = [];

    public IReadOnlyList<FaultRule> All
    {
        get
        {
            lock (gate)
            {
                return [.. rules.OrderBy(rule => rule.Key).Select(rule => rule.Value)];
            }
        }
    }

    /// <summary>Replaces the rule of the same service and resource.</summary>
    /// <returns>False where there are too many rules.</returns>
    public bool Set(FaultRule rule)
    {
        lock (gate)
        {
            var key = (rule.Service, rule.Resource);
            if (rules.Count >= RulesMax && !rules.ContainsKey(key))
            {
                return false;
            }

            rules[key] = rule;
            return true;
        }
    }

    /// <param name="resource">Null: every one.</param>
    public void Remove(string? service, string? resource)
    {
        lock (gate)
        {
            foreach (var key in rules.Keys.Where(key => (service ?? key.Service, resource ?? key.Resource) == key).ToList())
            {
                rules.Remove(key);
            }
        }
    }

    public ServiceFaults Of(string service) => new(this, service);

    public bool Strikes(string service, string resource, Func<FaultRule, double> share)
    {
        lock (gate)
        {
            if (Rule(service, resource, rule => share(rule) > 0) is not { } rule || chance.NextDouble() >= share(rule))
            {
                return false;
            }

            Spend(rule);
            return true;
        }
    }

    public int DelaySeconds(string service, string resource)
    {
        lock (gate)
        {
            if (Rule(service, resource, rule => rule.DelaySeconds > 0) is not { } rule)
            {
                return 0;
            }

            Spend(rule);
            return rule.DelaySeconds;
        }
    }

    /// <returns>What picks a number below its argument, or null where order is kept.</returns>
    public Func<int, int>? Order(string service, string resource)
    {
        lock (gate)
        {
            if (Rule(service, resource, rule => rule.Reorder) is null)
            {
                return null;
            }
        }

        var spent = false;
        return below =>
        {
            lock (gate)
            {
                if (!spent && Rule(service, resource, rule => rule.Reorder) is { } rule)
                {
                    Spend(rule);
                }

                spent = true;
                return chance.Next(below);
            }
        };
    }

    private FaultRule? Rule(string service, string resource, Func<FaultRule, bool> applies)
    {
        foreach (var key in (ReadOnlySpan<(string, string)>)[(service, resource), ("*", resource), (service, "*"), ("*", "*")])
        {
            if (rules.TryGetValue(key, out var rule) && applies(rule))
            {
                return rule;
            }
        }

        return null;
    }

    private void Spend(FaultRule rule)
    {
        var key = (rule.Service, rule.Resource);
        if (rule.Times is 1)
        {
            rules.Remove(key);
        }
        else if (rule.Times is { } times)
        {
            rules[key] = rule with { Times = times - 1 };
        }
    }
}
