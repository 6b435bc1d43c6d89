using Millrace.Runtime.Accounts;

namespace Millrace.Unit.Runtime.Accounts;

public sealed class GrantedAccountsTests
{
    [Fact]
    public void The_engine_is_told_by_what_id_clients_name_an_account()
    {
        var account = new Account(
            3,
            "Shop",
            "4711",
            "ENTITY1",
            "ADV",
            "MKT",
            "NA",
            "USD",
            "America/Los_Angeles",
            AccountType.Seller
        );
        var found = new GrantedAccounts([account]).Find("ADV"u8, "MKT"u8).ShouldNotBeNull();
        (found.Key, found.ProfileId, found.Currency).ShouldBe((3, "4711", "USD"));
    }
}
