using Millrace.Contracts.Datasets;
using Millrace.Contracts.Realms;
using Millrace.Engine.Ingestion;

namespace Millrace.Engine.Publication;

/// <summary>What blocks of one version of a dataset hold of each row: groups of texts, and lanes of metrics.</summary>
internal sealed class BlockShape
{
    private readonly string dataset;
    private readonly FieldValue[] values;

    /// <param name="dataset">One that is produced.</param>
    public BlockShape(DatasetDeclaration dataset, int version)
    {
        this.dataset = dataset.Id;
        values = [.. dataset.ValuesOf(version).Select(field => field.Value)];
        Lanes = Parts(FieldSource.Lane).Count();
        Groups =
        [
            .. dataset
                .Production!.Groups.Select(group => new Group([.. group.Dimensions], [.. group.Attributes.Where(IsThere)])
                {
                    Of = group.Of,
                    IdPlace = group.IdPlace,
                })
                .Where(group => group.Values > 0),
        ];
        Dimensions = Groups.Sum(group => group.Dimensions.Length);
    }

    public int Dimensions { get; }

    public int Lanes { get; }

    public Group[] Groups { get; }

    /// <summary>In which group a dimension or attribute stands, and as which of its values.</summary>
    public (int Group, int Value) Find(FieldSource source, int part)
    {
        for (var group = 0; group < Groups.Length; group++)
        {
            var (dimensions, attributes) = (Groups[group].Dimensions, Groups[group].Attributes);
            for (var value = 0; value < Groups[group].Values; value++)
            {
                var isDimension = value < dimensions.Length;
                var stands = isDimension ? dimensions[value] : attributes[value - dimensions.Length];
                if (stands == part && isDimension == (source == FieldSource.Dimension))
                {
                    return (group, value);
                }
            }
        }

        throw new InvalidOperationException($"{source} {part} of {dataset} stands in no group: add it to the declaration.");
    }

    /// <summary>The attributes, in the order of their numbers.</summary>
    public IReadOnlyList<FieldValue> Attributes =>
        [
            .. values
                .Where(value => value.Source == FieldSource.Attribute)
                .DistinctBy(value => value.Part)
                .OrderBy(value => value.Part),
        ];

    /// <summary>What an account has in place of an attribute that is not known; null where it has nothing.</summary>
    public static string? Instead(FieldValue attribute, EventAccount account) =>
        attribute.Instead switch
        {
            FieldSource.TimeZone => account.Zone.Id,
            FieldSource.Country => Marketplaces.CountryOf(account.MarketplaceId),
            _ => null,
        };

    private bool IsThere(int attribute) => Parts(FieldSource.Attribute).Contains(attribute);

    private IEnumerable<int> Parts(FieldSource source) =>
        values.Where(value => value.Source == source).Select(value => value.Part).Distinct();

    /// <summary>Texts that are stored together; the values of an entry are its dimensions, then its attributes.</summary>
    public sealed record Group(int[] Dimensions, int[] Attributes)
    {
        /// <summary>Whose the attributes are.</summary>
        public Described Of { get; init; }

        /// <summary>Which of the dimensions is its id, by place.</summary>
        public int IdPlace { get; init; }

        public int Values => Dimensions.Length + Attributes.Length;
    }
}
