using Millrace.Contracts.Policies;
using Millrace.Runtime.Subscriptions;

namespace Millrace.Runtime.Diagnosis;

/// <summary>By whose names the doctor judges, and how long it may take.</summary>
public sealed record DoctorOptions
{
    public PolicyProfile Profile { get; init; } = PolicyProfile.Production;

    /// <summary>The ARN of the role as which the deployment sends; null: it is asked of STS.</summary>
    public string? Principal { get; init; }

    /// <summary>Whose topics the policies of subscribers have to admit by the profile compat.</summary>
    public TopicNames Topics { get; init; } = new();

    /// <summary>How long one look at a destination may take; after it the destination counts as not reached.</summary>
    public TimeSpan LookMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How soon a destination that goes on failing is looked at again.</summary>
    public TimeSpan LookAgainAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Looks at destinations that failed under way at a time: one that does not answer keeps no other from being looked at.</summary>
    public int LooksAtOnceMax { get; init; } = 8;

    /// <summary>The same where it has taken messages meanwhile: what was found before need not be the reason.</summary>
    public TimeSpan LookAgainAfterTaking { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Diagnoses that are kept in memory, and looks that wait.</summary>
    public int DiagnosesMax { get; init; } = 10_000;
}
