using Millrace.Contracts.Datasets;
using Millrace.Engine.Attribution;
using Millrace.Engine.Cells;
using Millrace.Engine.Crediting;
using Millrace.Engine.Repeats;

namespace Millrace.Engine.Publication;

/// <summary>The policy of every dataset that is produced: the one place from which all limits of time are taken. Never changed once made.</summary>
public sealed class PublicationPolicies
{
    private static readonly AdProduct[] AdProducts = Enum.GetValues<AdProduct>();
    private static readonly HashSet<CellFamily> Credited = [.. AdProducts.SelectMany(Credits.FamiliesOf)];

    private readonly PublicationPolicy[] byFamily;
    private readonly long[] horizonSeconds;
    private readonly long[][] creditHorizons;

    private PublicationPolicies(PublicationPolicy[] byFamily)
    {
        this.byFamily = byFamily;
        horizonSeconds = [.. byFamily.Select(policy => (long)policy.Horizon.TotalSeconds)];
        creditHorizons =
        [
            .. AdProducts.Select(product =>
                Credits.FamiliesOf(product).Select(HorizonSeconds).Distinct().OrderDescending().ToArray()
            ),
        ];
        CreditSeconds = creditHorizons.Max(horizons => horizons[0]);
    }

    /// <summary>The timings of the original: traffic changes until 72 hours after its hour, conversions and clickstream for 60 days.</summary>
    public static PublicationPolicies Default { get; } = new([.. Enumerable.Range(0, CellFamily.NumbersEnd).Select(DefaultOf)]);

    /// <summary>Whether the dataset has what deeds are credited with; else it has what happens to ads.</summary>
    public static bool IsCredited(DatasetDeclaration dataset) => Credited.Any(family => family.Dataset.Id == dataset.Id);

    /// <summary>The longest horizon that a dataset may have: what is needed to change an older hour is not kept.</summary>
    public static TimeSpan HorizonMax(DatasetDeclaration dataset) =>
        TimeSpan.FromDays(IsCredited(dataset) ? Retention.ChangeDays : RepeatMemory.HorizonDays);

    /// <exception cref="ArgumentException">The dataset is not produced.</exception>
    public PublicationPolicy this[DatasetDeclaration dataset] => Of(FamilyOf(dataset));

    /// <summary>The same with another policy for a dataset.</summary>
    /// <exception cref="ArgumentException">The dataset is not produced.</exception>
    public PublicationPolicies With(DatasetDeclaration dataset, PublicationPolicy policy)
    {
        var changed = byFamily.ToArray();
        changed[FamilyOf(dataset).Number] = policy;
        return new(changed);
    }

    /// <summary>What is wrong with the policies, each with its key, its value and the bound; empty where they are good.</summary>
    public IReadOnlyList<string> Faults() =>
        [.. CellFamily.All.SelectMany(family => PolicyBounds.Faults(family.Dataset, Of(family)))];

    internal PublicationPolicy Of(CellFamily family) => byFamily[family.Number];

    internal long HorizonSeconds(CellFamily family) => horizonSeconds[family.Number];

    /// <summary>The longest horizon of all that deeds are credited in: a deed may be so old.</summary>
    internal long CreditSeconds { get; }

    /// <summary>The different horizons of the datasets in which deeds are credited to ads of a product, the longest first.</summary>
    internal IReadOnlyList<long> CreditHorizons(AdProduct product) => creditHorizons[(int)product];

    private static PublicationPolicy DefaultOf(int number) =>
        new()
        {
            Horizon =
                number > 0 && Credited.Contains(CellFamily.All[number - 1])
                    ? TimeSpan.FromDays(Retention.ChangeDays)
                    : TimeSpan.FromHours(1 + 72),
        };

    private static CellFamily FamilyOf(DatasetDeclaration dataset) =>
        CellFamily.All.FirstOrDefault(family => family.Dataset.Id == dataset.Id)
        ?? throw new ArgumentException($"{dataset.Id} is not published and has no policy.", nameof(dataset));
}
